#pragma once

// Percent-encoding of targets (RFC 3986 §2.1). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace signpost::http {

// nullopt for a percent sign without two hexadecimal digits behind it.
std::optional<std::string> PercentDecoded(std::string_view text);

}  // namespace signpost::http
