#pragma once

// The keyed hash of owner names: eight octets at a time, multiplied and folded.
//
// Keyed by a secret seed, so that nobody outside can choose names that meet in one slot. Equal
// names give equal hashes in one process only. Pure; any thread.

#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace signpost::records {

namespace internal {

inline uint64_t Fold(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t LoadWord(const uint8_t* at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

// The last 1..8 octets as one word: read from the end where there are eight, else put together.
inline uint64_t LoadTail(const uint8_t* begin, const uint8_t* at, size_t left) {
  if (at - begin + left >= 8) return LoadWord(at + left - 8);
  uint64_t word = 0;
  for (size_t i = 0; i < left; ++i) word = word << 8 | at[i];
  return word;
}

}  // namespace internal

// `name` has at least one octet.
inline uint64_t HashName(Bytes name, uint64_t seed) {
  constexpr uint64_t kFirst = 0x9e3779b97f4a7c15;  // odd numbers without pattern: the golden ratio,
  constexpr uint64_t kSecond = 0xd1b54a32d192ed03;  // and its kin in two dimensions
  uint64_t hash = seed ^ (name.size() * kFirst);
  const uint8_t* at = name.data();
  size_t left = name.size();
  for (; left > 8; at += 8, left -= 8) {
    hash = internal::Fold(hash ^ internal::LoadWord(at), kSecond);
  }
  hash = internal::Fold(hash ^ internal::LoadTail(name.data(), at, left), kFirst);
  return internal::Fold(hash ^ kSecond, kFirst);
}

}  // namespace signpost::records
