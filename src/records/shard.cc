#include "records/shard.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "base/check.h"

namespace signpost::records {
namespace {

size_t RecordsIn(const uint8_t* node) {
  size_t count = 0;
  const RrsetHeader* rrsets = RrsetsOf(node);
  for (size_t i = 0; i < HeaderOf(node)->rrset_count; ++i) count += rrsets[i].record_count;
  return count;
}

}  // namespace

std::shared_ptr<const Shard> Shard::Build(std::span<const uint8_t* const> nodes) {
  const size_t slot_count = std::bit_ceil(nodes.size() * 3 / 2 + 1);
  const size_t nodes_at = sizeof(Shard) + slot_count * sizeof(Slot);
  static_assert(sizeof(Shard) % 8 == 0 && sizeof(Slot) == 8);
  size_t size = nodes_at;
  for (const uint8_t* node : nodes) size += HeaderOf(node)->size;
  SIGNPOST_CHECK(size <= UINT32_MAX);

  void* memory = ::operator new(size);
  auto* shard = new (memory) Shard();
  shard->slot_mask_ = static_cast<uint32_t>(slot_count - 1);
  shard->node_count_ = static_cast<uint32_t>(nodes.size());
  shard->nodes_at_ = static_cast<uint32_t>(nodes_at);
  shard->size_ = static_cast<uint32_t>(size);
  shard->record_count_ = 0;
  shard->unused_ = 0;
  auto* base = static_cast<uint8_t*>(memory);
  std::memset(base + sizeof(Shard), 0, slot_count * sizeof(Slot));
  uint8_t* at = base + nodes_at;
  for (const uint8_t* node : nodes) {
    std::memcpy(at, node, HeaderOf(node)->size);
    shard->Insert(at);
    at += HeaderOf(node)->size;
  }
  return {shard, [](const Shard* block) { ::operator delete(const_cast<Shard*>(block)); }};
}

void Shard::Insert(const uint8_t* node) {
  auto* slots = const_cast<Slot*>(SlotsBegin());
  const uint64_t hash = HeaderOf(node)->hash;
  uint32_t at = static_cast<uint32_t>(hash) & slot_mask_;
  while (slots[at].node_at != 0) at = (at + 1) & slot_mask_;
  slots[at] = {.tag = TagOf(hash), .node_at = static_cast<uint32_t>(node - Base())};
  record_count_ += static_cast<uint32_t>(RecordsIn(node));
}

unsigned ShardBits(size_t node_count) {
  const size_t shards = std::bit_ceil(std::max<size_t>(1, node_count / kNodesPerShard));
  return static_cast<unsigned>(std::countr_zero(shards));
}

Page::Page(std::vector<std::shared_ptr<const Shard>> shards)
    : shards_(std::move(shards)),
      shard_bits_(static_cast<unsigned>(std::countr_zero(shards_.size()))) {
  SIGNPOST_CHECK(std::has_single_bit(shards_.size()));
  for (const auto& shard : shards_) {
    node_count_ += shard->node_count();
    record_count_ += shard->record_count();
    byte_size_ += shard->size();
  }
}

}  // namespace signpost::records
