#pragma once

// Sorts many things by a hash that each of them has as `hash`. Private to the room.
//
// Hashes are spread evenly, so one pass over the things brings those of one range of hashes
// together; what is left to sort lies close together in memory.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace signpost::records {

inline constexpr size_t kItemsPerRange = 32;
inline constexpr unsigned kRangeBitsMax = 13;  // each range is being written to at the same time

// `comes_before(a, b)` must order by hash first.
template <typename T, typename ComesBefore>
void SortByHash(std::vector<T>* items, ComesBefore comes_before) {
  const auto wanted = static_cast<unsigned>(std::bit_width(items->size() / kItemsPerRange));
  const unsigned bits = std::min(wanted, kRangeBitsMax);
  if (bits == 0) {
    std::sort(items->begin(), items->end(), comes_before);
    return;
  }
  const auto range_of = [bits](const T& item) { return item.hash >> (64 - bits); };
  std::vector<size_t> ends((size_t{1} << bits) + 1);
  for (const T& item : *items) ++ends[range_of(item) + 1];
  for (size_t range = 1; range < ends.size(); ++range) ends[range] += ends[range - 1];
  std::vector<T> ranged(items->size());
  // From here on ends[range] moves from the range's begin to its end.
  for (const T& item : *items) ranged[ends[range_of(item)]++] = item;
  size_t begin = 0;
  for (size_t range = 0; range + 1 < ends.size(); ++range) {
    std::sort(ranged.begin() + static_cast<ptrdiff_t>(begin),
              ranged.begin() + static_cast<ptrdiff_t>(ends[range]), comes_before);
    begin = ends[range];
  }
  *items = std::move(ranged);
}

}  // namespace signpost::records
