#pragma once

// The layout of a node inside a shard. Private to the room.
//
//   NodeHeader | owner, padded to 4 | RrsetHeader x rrset_count | data of the RRsets
//
// Data of one RRset: records | (variable size only) record_count offsets of 4 octets | additional
// entries; each part starts at a multiple of 4. All offsets count from the start of the node, so a
// node may be copied to another place as it is. Numbers are in the machine's order, but for the
// records themselves, which are DNS.

#include <cstddef>
#include <cstdint>

namespace signpost::records {

struct NodeHeader {
  uint64_t hash;
  uint32_t size;  // of the whole node, a multiple of 8
  uint16_t rrset_count;
  uint8_t owner_size;
  uint8_t unused;
};

struct RrsetHeader {
  uint16_t type;
  uint16_t record_size;  // when all records have the same size, else 0
  uint32_t record_count;
  uint32_t records_at;
  uint32_t records_size;
  uint32_t offsets_at;
  uint32_t additional_at;
  uint32_t additional_size;
  uint32_t additional_count;
};

// Before the rdata of an encoded record: owner pointer, type, class, TTL, rdata's size.
inline constexpr size_t kRecordFixedSize = 12;

constexpr size_t RoundedUp(size_t size, size_t multiple) {
  return (size + multiple - 1) / multiple * multiple;
}

inline const NodeHeader* HeaderOf(const uint8_t* node) {
  return reinterpret_cast<const NodeHeader*>(node);
}

inline const uint8_t* OwnerOf(const uint8_t* node) { return node + sizeof(NodeHeader); }

inline const RrsetHeader* RrsetsOf(const uint8_t* node) {
  return reinterpret_cast<const RrsetHeader*>(node + sizeof(NodeHeader) +
                                              RoundedUp(HeaderOf(node)->owner_size, 4));
}

}  // namespace signpost::records
