#pragma once

// The zone's records as an immutable table of bytes that already are DNS answers.
//
// Key is the owner name alone: one probe tells data, NODATA and NXDOMAIN apart; names that only
// have names below them (empty non-terminals, RFC 4592 §2.2.2) have nodes without RRsets. The apex
// has a node with the NS RRset; its SOA, which carries the serial, is the snapshot's.
//
//   root: 256 pages by the hash's top bits -> page: 2^j shards by the next bits -> shard: one block
//   of memory, hash slots first, then nodes ordered by hash, then owner.
//
// j follows from the number of names in the page, nodes are sorted, records are in canonical order:
// the same records give the same bytes, whatever the way that led to them. Tables share the shards
// that they have in common. Tables never change; any thread may read them. Made by ZoneEditor.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::records {

// One RRset, ready to be copied into an answer. Valid as long as the table.
struct RrsetView {
  wire::Type type = wire::Type::kA;
  uint32_t record_count = 0;

  // Whole records, one after the other; the owner of each is the pointer to the question (C0 0C),
  // no other pointer is inside, so they may be rotated and cut at any record's boundary.
  Bytes records;

  // Addresses of the targets (SRV, NS) as far as the zone knows them, each once.
  // Entries of 4 + 16 (A) or 4 + 28 (AAAA) octets: the index of the first record with this target,
  // then the record with two octets of zero in place of its owner; see additional.h.
  uint32_t additional_count = 0;
  Bytes additional;

  // Offset in `records` of record `index`; index == record_count gives records.size().
  size_t RecordOffset(size_t index) const;

  // Rdata of record `index` < record_count.
  Bytes Rdata(size_t index) const;

  // Null when all records have one size; else record_count 32-bit offsets in machine order.
  const uint8_t* offsets = nullptr;
};

// What the table holds for one owner name. Valid as long as the table.
class NodeView {
 public:
  NodeView() = default;
  explicit NodeView(const uint8_t* at) : at_(at) {}

  explicit operator bool() const { return at_ != nullptr; }

  Bytes owner() const;
  size_t rrset_count() const;  // 0 for an empty non-terminal

  // RRset number `index` < rrset_count(), in the order of their types.
  RrsetView rrset(size_t index) const;

  // The RRset of `type`; record_count is 0 if there is none.
  RrsetView Find(wire::Type type) const;

 private:
  const uint8_t* at_ = nullptr;
};

class Page;

class RecordTable {
 public:
  static constexpr size_t kPageCount = 256;
  using Pages = std::array<std::shared_ptr<const Page>, kPageCount>;

  RecordTable(Pages pages, uint64_t hash_seed, uint32_t ttl);
  ~RecordTable();

  // Hash of a canonical owner name.
  uint64_t Hash(Bytes owner) const;

  // The node of `owner` (canonical wire form), or a false NodeView. `hash` is Hash(owner).
  NodeView Find(Bytes owner, uint64_t hash) const;
  NodeView Find(Bytes owner) const { return Find(owner, Hash(owner)); }

  // Ask the memory for what Find(hash) touches first, and then, once that has come, for the node.
  // A lookup waits for both; those of a batch wait together when they are all asked for before.
  void PrefetchSlot(uint64_t hash) const;
  void PrefetchNode(uint64_t hash) const;

  size_t name_count() const { return name_count_; }      // with empty non-terminals
  size_t record_count() const { return record_count_; }  // without the SOA
  uint32_t ttl() const { return ttl_; }

  // Calls visit for every node in canonical order of names (RFC 4034 §6.1). Allocates one pointer a
  // name.
  void ForEachNode(const std::function<void(NodeView)>& visit) const;

  // Memory of the table, shared parts included, in octets.
  size_t byte_size() const;

  const Pages& pages() const { return pages_; }

 private:
  const Pages pages_;
  const uint64_t hash_seed_;
  const uint32_t ttl_;
  size_t name_count_ = 0;
  size_t record_count_ = 0;
};

}  // namespace signpost::records
