#include "records/record_table.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/counters.h"
#include "records/name_hash.h"
#include "records/shard.h"
#include "wire/name.h"

namespace signpost::records {
namespace {

// Enough for the head of a node and some records; the processor itself goes on with a long run.
constexpr size_t kNodeLinesAhead = 8;

}  // namespace

size_t RrsetView::RecordOffset(size_t index) const {
  if (index == record_count) return records.size();
  if (offsets == nullptr) return records.size() / record_count * index;
  uint32_t offset;
  std::memcpy(&offset, offsets + index * sizeof(offset), sizeof(offset));
  return offset;
}

Bytes RrsetView::Rdata(size_t index) const {
  const size_t begin = RecordOffset(index) + kRecordFixedSize;
  return records.subspan(begin, RecordOffset(index + 1) - begin);
}

Bytes NodeView::owner() const { return {OwnerOf(at_), HeaderOf(at_)->owner_size}; }

size_t NodeView::rrset_count() const { return HeaderOf(at_)->rrset_count; }

RrsetView NodeView::rrset(size_t index) const {
  const RrsetHeader& header = RrsetsOf(at_)[index];
  return {.type = static_cast<wire::Type>(header.type),
          .record_count = header.record_count,
          .records = {at_ + header.records_at, header.records_size},
          .additional_count = header.additional_count,
          .additional = {at_ + header.additional_at, header.additional_size},
          .offsets = header.record_size == 0 ? at_ + header.offsets_at : nullptr};
}

RrsetView NodeView::Find(wire::Type type) const {
  const RrsetHeader* rrsets = RrsetsOf(at_);
  for (size_t index = 0; index < HeaderOf(at_)->rrset_count; ++index) {
    if (rrsets[index].type == static_cast<uint16_t>(type)) return rrset(index);
  }
  RrsetView none;
  none.type = type;
  return none;
}

RecordTable::RecordTable(Pages pages, uint64_t hash_seed, uint32_t ttl)
    : pages_(std::move(pages)), hash_seed_(hash_seed), ttl_(ttl) {
  for (const auto& page : pages_) {
    if (page == nullptr) continue;
    name_count_ += page->node_count();
    record_count_ += page->record_count();
  }
}

RecordTable::~RecordTable() = default;

uint64_t RecordTable::Hash(Bytes owner) const { return HashName(owner, hash_seed_); }

NodeView RecordTable::Find(Bytes owner, uint64_t hash) const {
  const Page* page = pages_[PageOf(hash)].get();
  if (page == nullptr) return {};
  return NodeView(page->ShardFor(hash)->Find(owner, hash));
}

void RecordTable::PrefetchSlot(uint64_t hash) const {
  const Page* page = pages_[PageOf(hash)].get();
  if (page != nullptr) __builtin_prefetch(page->ShardFor(hash)->FirstSlot(hash));
}

void RecordTable::PrefetchNode(uint64_t hash) const {
  const Page* page = pages_[PageOf(hash)].get();
  const uint8_t* node = page == nullptr ? nullptr : page->ShardFor(hash)->FindCandidate(hash);
  if (node == nullptr) return;
  for (size_t line = 0; line < kNodeLinesAhead; ++line)
    __builtin_prefetch(node + line * kCacheLine);
}

void RecordTable::ForEachNode(const std::function<void(NodeView)>& visit) const {
  std::vector<const uint8_t*> nodes;
  nodes.reserve(name_count_);
  for (const auto& page : pages_) {
    if (page == nullptr) continue;
    for (const auto& shard : page->shards()) {
      shard->ForEachNode([&](const uint8_t* node) { nodes.push_back(node); });
    }
  }
  std::sort(nodes.begin(), nodes.end(), [](const uint8_t* a, const uint8_t* b) {
    return wire::CompareCanonical(NodeView(a).owner(), NodeView(b).owner()) < 0;
  });
  for (const uint8_t* node : nodes) visit(NodeView(node));
}

size_t RecordTable::byte_size() const {
  size_t sum = sizeof(*this);
  for (const auto& page : pages_) {
    if (page == nullptr) continue;
    sum += page->byte_size() + sizeof(Page) +
           page->shards().size() * sizeof(std::shared_ptr<const Shard>);
  }
  return sum;
}

}  // namespace signpost::records
