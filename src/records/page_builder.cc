#include "records/page_builder.h"

#include <algorithm>

namespace signpost::records {
namespace {

bool IsBefore(const uint8_t* node, const Edit& edit) {
  const uint64_t hash = HeaderOf(node)->hash;
  if (hash != edit.hash) return hash < edit.hash;
  const Bytes owner(OwnerOf(node), HeaderOf(node)->owner_size);
  return std::lexicographical_compare(owner.begin(), owner.end(), edit.owner.begin(),
                                      edit.owner.end());
}

bool IsOf(const uint8_t* node, const Edit& edit) {
  return HeaderOf(node)->hash == edit.hash &&
         SameBytes({OwnerOf(node), HeaderOf(node)->owner_size}, edit.owner);
}

}  // namespace

std::shared_ptr<const Page> PageBuilder::Build(const Page* last, std::span<const Edit> edits) {
  EncodeEdits(edits);
  size_t node_count = last == nullptr ? 0 : last->node_count();
  for (size_t i = 0; i < edits.size(); ++i) {
    node_count += NodeOf(i) != nullptr ? 1 : 0;
    node_count -= edits[i].had_node ? 1 : 0;
  }
  if (node_count == 0) return nullptr;
  const unsigned shard_bits = ShardBits(node_count);
  if (last == nullptr || last->shard_bits() != shard_bits) {
    return Resharded(last, edits, shard_bits);
  }
  return Reused(*last, edits);
}

void PageBuilder::EncodeEdits(std::span<const Edit> edits) {
  encoded_.clear();
  encoded_ends_.clear();
  for (const Edit& edit : edits) {
    encode_(edit, &encoded_);
    encoded_ends_.push_back(encoded_.size());
  }
}

const uint8_t* PageBuilder::NodeOf(size_t edit) const {
  const size_t begin = edit == 0 ? 0 : encoded_ends_[edit - 1];
  return begin == encoded_ends_[edit] ? nullptr : encoded_.data() + begin;
}

// Appends the nodes of `shard` with `edits` applied, in order.
void PageBuilder::MergeInto(const Shard& shard, std::span<const Edit> edits, size_t first_edit,
                            Nodes* nodes) {
  size_t next = 0;
  const auto take_edit = [&] {
    if (const uint8_t* node = NodeOf(first_edit + next)) nodes->push_back(node);
    ++next;
  };
  shard.ForEachNode([&](const uint8_t* node) {
    while (next < edits.size() && !IsBefore(node, edits[next]) && !IsOf(node, edits[next])) {
      take_edit();
    }
    if (next < edits.size() && IsOf(node, edits[next])) {
      take_edit();
    } else {
      nodes->push_back(node);
    }
  });
  while (next < edits.size()) take_edit();
}

std::shared_ptr<const Page> PageBuilder::Resharded(const Page* last, std::span<const Edit> edits,
                                                   unsigned shard_bits) {
  Nodes nodes;
  size_t first = 0;
  for (size_t shard = 0; last != nullptr && shard < last->shards().size(); ++shard) {
    size_t end = first;
    while (end < edits.size() && ShardOf(edits[end].hash, last->shard_bits()) == shard) ++end;
    MergeInto(*last->shards()[shard], edits.subspan(first, end - first), first, &nodes);
    first = end;
  }
  for (; first < edits.size(); ++first) {
    if (const uint8_t* node = NodeOf(first)) nodes.push_back(node);
  }
  std::vector<std::shared_ptr<const Shard>> shards;
  auto begin = nodes.begin();
  for (size_t shard = 0; shard < size_t{1} << shard_bits; ++shard) {
    const auto end = std::find_if(begin, nodes.end(), [&](const uint8_t* node) {
      return ShardOf(HeaderOf(node)->hash, shard_bits) != shard;
    });
    shards.push_back(Shard::Build({begin, end}));
    begin = end;
  }
  return std::make_shared<const Page>(std::move(shards));
}

std::shared_ptr<const Page> PageBuilder::Reused(const Page& last, std::span<const Edit> edits) {
  std::vector<std::shared_ptr<const Shard>> shards = last.shards();
  for (size_t first = 0; first < edits.size();) {
    const size_t shard = ShardOf(edits[first].hash, last.shard_bits());
    size_t end = first;
    while (end < edits.size() && ShardOf(edits[end].hash, last.shard_bits()) == shard) ++end;
    Nodes nodes;
    nodes.reserve(shards[shard]->node_count() + end - first);
    MergeInto(*shards[shard], edits.subspan(first, end - first), first, &nodes);
    shards[shard] = Shard::Build(nodes);
    first = end;
  }
  return std::make_shared<const Page>(std::move(shards));
}

}  // namespace signpost::records
