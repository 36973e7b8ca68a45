#pragma once

// ASCII letters in lower case (RFC 4343); all other octets, those over 127 too, stay as they are.
//
// A label's length octet (0..63) is below 'A', so a whole name in wire form may be passed through.

#include <cstdint>

namespace signpost::wire {

inline uint8_t LowerCase(uint8_t octet) {
  return octet >= 'A' && octet <= 'Z' ? static_cast<uint8_t>(octet | 0x20) : octet;
}

// Eight octets at once, in any order.
inline uint64_t LowerCaseWord(uint64_t word) {
  constexpr uint64_t kEach = 0x0101010101010101;
  const uint64_t low_bits = word & (0x7f * kEach);
  const uint64_t from_a = low_bits + ((0x80 - 'A') * kEach);   // bit 7 of each octet: >= 'A'
  const uint64_t after_z = low_bits + ((0x7f - 'Z') * kEach);  // bit 7 of each octet: > 'Z'
  const uint64_t upper = (from_a ^ after_z) & ~word & (0x80 * kEach);
  return word | upper >> 2;
}

}  // namespace signpost::wire
