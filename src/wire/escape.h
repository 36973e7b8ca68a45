#pragma once

// Escapes of zone-file text (RFC 1035 §5.1).

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::wire {

// Appends `octet`: as \DDD unless it is from `first_plain` to '~', with a backslash before it when
// it is one of `special`.
inline void AppendEscaped(uint8_t octet, char first_plain, std::string_view special,
                          std::string* text) {
  const char character = static_cast<char>(octet);
  if (octet < first_plain || octet > '~') {
    const char digits[] = {'\\', static_cast<char>('0' + octet / 100),
                           static_cast<char>('0' + octet / 10 % 10),
                           static_cast<char>('0' + octet % 10)};
    text->append(digits, sizeof(digits));
    return;
  }
  if (special.find(character) != std::string_view::npos) text->push_back('\\');
  text->push_back(character);
}

}  // namespace signpost::wire
