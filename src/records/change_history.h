#pragma once

// What the last builds changed in the zone, oldest first.
//
// A value that shares its parts with its predecessors: each snapshot carries the history up to its
// own build, so that whoever skips some still learns of all. Bounded by number and by octets; what
// no longer fits is forgotten, oldest first. Any thread may read a const one; adding belongs to the
// publishing thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/persistent_vector.h"
#include "records/edited_records.h"

namespace signpost::records {

inline constexpr size_t kMaxKeptChanges = 1024;
inline constexpr size_t kMaxKeptChangeOctets = size_t{1} << 20;  // of listed records

// One build that changed the zone. Serials rise from change to change (RFC 1982).
struct ZoneChange {
  uint32_t serial = 0;  // of the zone with the change
  std::chrono::system_clock::time_point at;
  EditedRecords records;
};
using SharedZoneChange = std::shared_ptr<const ZoneChange>;

class ChangeHistory {
 public:
  // `change` is not null.
  void Add(SharedZoneChange change);

  // Changes are numbered from the start of the program: those in [begin(), end()) are kept.
  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }
  // `number` is one of them.
  const ZoneChange& operator[](uint64_t number) const;

 private:
  void ForgetOldest();

  PersistentVector<SharedZoneChange> ring_;  // change N stands at N % kMaxKeptChanges
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
  size_t octets_ = 0;
};

}  // namespace signpost::records
