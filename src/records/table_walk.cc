#include "records/table_walk.h"

#include "records/shard.h"

namespace signpost::records {

NodeView TableWalk::Next() {
  while (node_ == nodes_.size()) {
    if (!NextShard()) return {};
  }
  return nodes_[node_++];
}

void TableWalk::Restart() {
  page_ = shard_ = node_ = 0;
  nodes_.clear();
}

bool TableWalk::NextShard() {
  nodes_.clear();
  node_ = 0;
  for (; page_ < RecordTable::kPageCount; ++page_, shard_ = 0) {
    const Page* page = table_->pages()[page_].get();
    if (page == nullptr || shard_ == page->shards().size()) continue;
    page->shards()[shard_++]->ForEachNode([&](const uint8_t* at) { nodes_.emplace_back(at); });
    return true;
  }
  return false;
}

}  // namespace signpost::records
