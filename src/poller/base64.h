#pragma once

// Base64 (RFC 4648 §4) and its form for URLs without padding (§5). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace signpost::poller {

std::string Base64(std::string_view octets);

std::string Base64Url(std::string_view octets);

// nullopt for characters or a length that Base64Url never writes. Bits behind the last octet do not
// count.
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace signpost::poller
