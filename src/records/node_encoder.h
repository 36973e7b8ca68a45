#pragma once

// Encodes one owner's records as a node (node_format.h). Private to the room.

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::records {

// One record of a node: its type and rdata, in somebody else's memory.
struct NodeRecord {
  wire::Type type;
  Bytes rdata;
};

// Order inside a node: by type, then by rdata (RFC 4034 §6.3).
bool operator<(const NodeRecord& a, const NodeRecord& b);
bool operator==(const NodeRecord& a, const NodeRecord& b);

// Where the addresses of a target come from.
class AddressLookup {
 public:
  virtual ~AddressLookup() = default;

  // Appends the A, then the AAAA records of `target` in their order.
  virtual void AppendAddresses(Bytes target, std::vector<NodeRecord>* addresses) const = 0;
};

// More additional data than a message can hold is not kept.
inline constexpr size_t kMaxAdditionalSize = size_t{1} << 16;

// Appends the node of `owner` to `out`, which is a multiple of 8 long before and after. `records`
// are sorted and unique.
void EncodeNode(Bytes owner, uint64_t hash, std::span<const NodeRecord> records, uint32_t ttl,
                const AddressLookup& lookup, std::vector<uint8_t>* out);

// The name that a record of `type` points at: SRV's and NS's target; empty for other types.
Bytes TargetOf(const NodeRecord& record);

}  // namespace signpost::records
