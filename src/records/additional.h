#pragma once

// Walks the additional entries of an RrsetView.
//
//   4 octets: index of the RRset's first record with this target (machine order)
//   16 or 28 octets: an A or AAAA record whose owner is two octets of zero, to be replaced by a
//   pointer to the target's name inside that record of the answer.

#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "records/record_table.h"

namespace signpost::records {

inline constexpr size_t kAdditionalIndexSize = 4;

struct AdditionalEntry {
  uint32_t record_index;
  Bytes record;
};

// Size of an A or AAAA record with a two-octet owner, told by its rdata's size.
inline size_t AdditionalRecordSize(const uint8_t* record) { return 12 + LoadU16(record + 10); }

// Octets of a record of `type` from its start to the name of its target (SRV: RFC 2782, NS).
inline size_t TargetOffset(wire::Type type) { return type == wire::Type::kSrv ? 12 + 6 : 12; }

// Calls visit(AdditionalEntry) for each entry until it returns false.
template <typename Visit>
void ForEachAdditional(const RrsetView& rrset, Visit visit) {
  const uint8_t* at = rrset.additional.data();
  for (uint32_t left = rrset.additional_count; left > 0; --left) {
    uint32_t index;
    std::memcpy(&index, at, kAdditionalIndexSize);
    at += kAdditionalIndexSize;
    const size_t size = AdditionalRecordSize(at);
    if (!visit(AdditionalEntry{index, Bytes(at, size)})) return;
    at += size;
  }
}

}  // namespace signpost::records
