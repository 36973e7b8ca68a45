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

// The first five characters of the z-base-32 form of SHA-1(task id): the id's part of a canonical
// name.
std::string TaskIdHash(std::string_view task_id);

// The lower-case text after the last '-' of an agent's id; the whole id if it has none.
std::string AgentIdTail(std::string_view agent_id);

}  // namespace signpost::mesos
