#pragma once

// Which nodes point at a target, so that a change of its addresses finds them. Private to the room.
//
// Keys are hashes: two names that share one only cause a node to be encoded once more than needed.

#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "base/bytes.h"

namespace signpost::records {

class TargetIndex {
 public:
  void Add(uint64_t target, uint64_t owner);
  void Remove(uint64_t target, uint64_t owner);

  // Hashes of the owners that point at `target`. Valid until the next change.
  std::span<const uint64_t> OwnersOf(uint64_t target) const;

 private:
  absl::flat_hash_map<uint64_t, absl::InlinedVector<uint64_t, 4>> owners_;
};

}  // namespace signpost::records
