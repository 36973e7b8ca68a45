#pragma once

// Writes protobuf messages field by field, so that tests can write wrong ones too.

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::mesos::testing {

inline std::string Varint(uint64_t value) {
  std::string text;
  for (; value >= 0x80; value >>= 7) text += static_cast<char>(value | 0x80);
  return text + static_cast<char>(value);
}

inline std::string Field(uint64_t number, uint64_t value) {
  return Varint(number << 3) + Varint(value);
}

inline std::string Field(uint64_t number, std::string_view octets) {
  return Varint(number << 3 | 2) + Varint(octets.size()) + std::string(octets);
}

}  // namespace signpost::mesos::testing
