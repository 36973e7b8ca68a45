#pragma once

// The parameters behind the question mark of a request's target (RFC 3986 §3.4), as forms write
// them: name=value&name=value, '+' for a space. Strangers send anything. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::http {

// The first value of `name`, decoded; nullopt when there is none or its escapes are bad.
std::optional<std::string> QueryParameter(std::string_view target, std::string_view name);

// The same as a number; nullopt also when it is none.
std::optional<uint32_t> QueryNumber(std::string_view target, std::string_view name);

// The number, `otherwise` when there is none, and `max` when it is above that.
uint32_t QueryLimit(std::string_view target, std::string_view name, uint32_t otherwise,
                    uint32_t max);

}  // namespace signpost::http
