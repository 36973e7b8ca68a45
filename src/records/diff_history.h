#pragma once

// The differences between the last tables, oldest first, each beginning at the serial at which the
// one before it ends: what incremental transfers are made of.
//
// A value that shares its parts with its predecessors, as ChangeHistory does: each snapshot carries
// the history up to its own table. Bounded by number and by octets; what no longer fits is
// forgotten, oldest first. Any thread may read a const one; adding belongs to the publishing
// thread.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/persistent_vector.h"
#include "records/zone_diff.h"

namespace signpost::records {

// The most that `ixfrHistory` may ask for, and its octets, whatever it asks for.
inline constexpr size_t kMaxIxfrHistory = 10'000;
inline constexpr size_t kMaxDiffOctets = size_t{16} << 20;

class DiffHistory {
 public:
  // Keeps up to `count_max` differences, of up to `octets_max` together; none without an argument.
  explicit DiffHistory(size_t count_max = 0, size_t octets_max = kMaxDiffOctets)
      : count_max_(count_max), octets_max_(octets_max) {}

  bool keeps_any() const { return count_max_ > 0; }

  // `diff` begins where the last one ends. Null: it is too large to be told, and with it all that
  // was before.
  void Add(SharedZoneDiff diff);

  // Differences are numbered from the start of the program: those in [begin(), end()) are kept.
  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }
  // `number` is one of them.
  const ZoneDiff& operator[](uint64_t number) const;

  // The number of the first difference on the way from the zone of `serial` to the last one;
  // nullopt when that zone is not known.
  std::optional<uint64_t> Find(uint32_t serial) const;

  size_t octets() const { return octets_; }

 private:
  void ForgetOldest();

  size_t count_max_;
  size_t octets_max_;
  PersistentVector<SharedZoneDiff> ring_;  // difference N stands at N % count_max_
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
  size_t octets_ = 0;
};

}  // namespace signpost::records
