#pragma once

// How Mesos-DNS makes DNS labels out of the names that tenants choose. Pure functions.

#include <string>
#include <string_view>

namespace signpost::mesos {

enum class LabelRule {
  kRfc1123,  // at most 63 octets, may begin with a digit
  kRfc952,   // at most 24 octets, begins with a letter (EnforceRFC952)
};

// `text` as one label: letters in lower case, digits and '-', other characters replaced or dropped
// as in the reference; empty when nothing is left.
std::string MangleLabel(std::string_view text, LabelRule rule);

// The same for every part of a dotted name; empty parts are dropped.
std::string MangleDomain(std::string_view text, LabelRule rule);

}  // namespace signpost::mesos
