#pragma once

// Shards and pages: the parts that record tables share. Private to the room.
//
// A shard is one block of memory:
//
//   Shard | slots (a power of two, at most two thirds full) | nodes, ordered by hash, then owner
//
// Both are immutable once built.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "records/node_format.h"

namespace signpost::records {

// Where a hash leads: bits 56..63 choose the page, the next ones the shard, the low ones the slot;
// the tag repeats bits that none of them uses up.
inline size_t PageOf(uint64_t hash) { return hash >> 56; }
inline size_t ShardOf(uint64_t hash, unsigned shard_bits) {
  return (hash >> (56 - shard_bits)) & ((size_t{1} << shard_bits) - 1);
}
inline uint32_t TagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 16); }

struct Slot {
  uint32_t tag;
  uint32_t node_at;  // offset of the node in the shard; 0: empty
};

class Shard {
 public:
  // Nodes in the order they shall have. They are copied.
  static std::shared_ptr<const Shard> Build(std::span<const uint8_t* const> nodes);

  // The node of `owner`, or null.
  const uint8_t* Find(Bytes owner, uint64_t hash) const {
    const Slot* slots = SlotsBegin();
    const uint32_t tag = TagOf(hash);
    for (uint32_t at = static_cast<uint32_t>(hash) & slot_mask_;; at = (at + 1) & slot_mask_) {
      if (slots[at].node_at == 0) return nullptr;
      if (slots[at].tag != tag) continue;
      const uint8_t* node = Base() + slots[at].node_at;
      const Bytes found(OwnerOf(node), HeaderOf(node)->owner_size);
      if (SameBytes(found, owner)) return node;
    }
  }

  // The first node that Find(hash) compares with the owner, or null; the node itself is not
  // touched.
  const uint8_t* FindCandidate(uint64_t hash) const {
    const Slot* slots = SlotsBegin();
    const uint32_t tag = TagOf(hash);
    for (uint32_t at = static_cast<uint32_t>(hash) & slot_mask_;; at = (at + 1) & slot_mask_) {
      if (slots[at].node_at == 0) return nullptr;
      if (slots[at].tag == tag) return Base() + slots[at].node_at;
    }
  }

  // The slot where Find(hash) starts.
  const Slot* FirstSlot(uint64_t hash) const {
    return SlotsBegin() + (static_cast<uint32_t>(hash) & slot_mask_);
  }

  // Nodes whose owners have this hash: one, but for a collision.
  template <typename Visit>
  void ForEachNodeOf(uint64_t hash, Visit visit) const {
    const Slot* slots = SlotsBegin();
    for (uint32_t at = static_cast<uint32_t>(hash) & slot_mask_; slots[at].node_at != 0;
         at = (at + 1) & slot_mask_) {
      const uint8_t* node = Base() + slots[at].node_at;
      if (slots[at].tag == TagOf(hash) && HeaderOf(node)->hash == hash) visit(node);
    }
  }

  template <typename Visit>
  void ForEachNode(Visit visit) const {
    const uint8_t* at = Base() + nodes_at_;
    for (uint32_t left = node_count_; left > 0; --left, at += HeaderOf(at)->size) visit(at);
  }

  size_t node_count() const { return node_count_; }
  size_t record_count() const { return record_count_; }
  size_t size() const { return size_; }  // octets

 private:
  Shard() = default;

  const uint8_t* Base() const { return reinterpret_cast<const uint8_t*>(this); }
  const Slot* SlotsBegin() const { return reinterpret_cast<const Slot*>(this + 1); }
  void Insert(const uint8_t* node);

  uint32_t slot_mask_;
  uint32_t node_count_;
  uint32_t nodes_at_;
  uint32_t size_;
  uint32_t record_count_;
  uint32_t unused_;
};

// A shard holds kNodesPerShard / 2 .. kNodesPerShard nodes in the middle.
inline constexpr size_t kNodesPerShard = 128;

// Number of shards of a page with so many nodes, as a power of two.
unsigned ShardBits(size_t node_count);

class Page {
 public:
  explicit Page(std::vector<std::shared_ptr<const Shard>> shards);

  const Shard* ShardFor(uint64_t hash) const { return shards_[ShardOf(hash, shard_bits_)].get(); }

  const std::vector<std::shared_ptr<const Shard>>& shards() const { return shards_; }
  unsigned shard_bits() const { return shard_bits_; }
  size_t node_count() const { return node_count_; }
  size_t record_count() const { return record_count_; }
  size_t byte_size() const { return byte_size_; }

 private:
  std::vector<std::shared_ptr<const Shard>> shards_;
  unsigned shard_bits_ = 0;
  size_t node_count_ = 0;
  size_t record_count_ = 0;
  size_t byte_size_ = 0;
};

}  // namespace signpost::records
