#pragma once

// The addresses of the targets that the records of a build point at. Private to the room.
//
// Looked up one by one, each target would wait for memory several times over. Pointers and edits
// are both ordered by hash: one walk along both finds all that are in edits; the others are few.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "records/record_table.h"
#include "records/target_pointers.h"
#include "records/zone_edits.h"

namespace signpost::records {

// An address record's type and data.
class TargetAddress {
 public:
  explicit TargetAddress(const NodeRecord& record);

  wire::Type type() const { return size_ == 4 ? wire::Type::kA : wire::Type::kAaaa; }
  Bytes rdata() const { return {octets_.data(), size_}; }

 private:
  uint8_t size_;
  std::array<uint8_t, 16> octets_{};
};

class TargetAddresses {
 public:
  // No record has addresses.
  TargetAddresses() = default;

  // As the edits say, or, for targets that none of them has, the last table.
  TargetAddresses(const TargetPointers& pointers, const ZoneEdits& edits, const RecordTable& last);

  // The A, then the AAAA records of the target of record number `record`; none unless it is its
  // RRset's first record with this target.
  std::span<const TargetAddress> Of(size_t record) const {
    if (record >= ranges_.size()) return {};
    const Range range = ranges_[record];
    return std::span(addresses_).subspan(range.begin, range.count);
  }

  // Asks the memory for Of(record). The number may lie beyond the end.
  void Prefetch(size_t record) const {
    if (record < ranges_.size()) {
      __builtin_prefetch(addresses_.data() + ranges_[record].begin);
    }
  }

 private:
  struct Range {
    uint32_t begin = 0;
    uint32_t count = 0;
  };

  std::vector<Range> ranges_;  // by record number
  std::vector<TargetAddress> addresses_;
};

}  // namespace signpost::records
