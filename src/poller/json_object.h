#pragma once

// The small JSON objects around a login: one level of texts and numbers. Private to this room;
// pure.

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::poller {

// The members of the object `json` whose values are texts or numbers, both as text; all others are
// passed over. Keys in lower case, the last of equal ones wins. nullopt when `json` is no object.
std::optional<std::map<std::string, std::string>> ReadJsonObject(std::string_view json);

// `text` as a JSON string, with its quotes.
std::string JsonString(std::string_view text);

}  // namespace signpost::poller
