#pragma once

// Writes JSON text (RFC 8259). What comes out is valid UTF-8, whatever goes in.

#include <string>
#include <string_view>

namespace signpost::http {

// Appends `text` as a JSON string with its quotes. Octets that are not UTF-8 (RFC 3629 §4: overlong
// forms, surrogates, cut sequences) become U+FFFD, one each.
void AppendJsonString(std::string_view text, std::string* json);

// Appends `"name":`; `name` needs no escapes.
inline void AppendJsonKey(std::string_view name, std::string* json) {
  json->append(1, '"').append(name).append("\":");
}

}  // namespace signpost::http
