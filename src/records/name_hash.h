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

// Odd numbers without pattern: the golden ratio, and its kin in two dimensions.
inline constexpr uint64_t kHashFirst = 0x9e3779b97f4a7c15;
inline constexpr uint64_t kHashSecond = 0xd1b54a32d192ed03;

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
  using internal::kHashFirst;
  using internal::kHashSecond;
  uint64_t hash = seed ^ (name.size() * kHashFirst);
  const uint8_t* at = name.data();
  size_t left = name.size();
  for (; left > 8; at += 8, left -= 8) {
    hash = internal::Fold(hash ^ internal::LoadWord(at), kHashSecond);
  }
  hash = internal::Fold(hash ^ internal::LoadTail(name.data(), at, left), kHashFirst);
  return internal::Fold(hash ^ kHashSecond, kHashFirst);
}

}  // namespace signpost::records
