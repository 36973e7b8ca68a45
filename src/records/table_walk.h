#pragma once

// Walks a table node by node, with a pause wherever the caller wants one.
//
// In the order of hashes; RecordTable::ForEachNode has the canonical order, but sorts all names
// first, which takes a second for a million of them.

#include <cstddef>
#include <vector>

#include "records/record_table.h"

namespace signpost::records {

class TableWalk {
 public:
  // `table` must outlive the walk.
  explicit TableWalk(const RecordTable* table) : table_(table) {}

  // The next node, or a false NodeView after the last one.
  NodeView Next();

  void Restart();

 private:
  // Takes the nodes of the next shard into nodes_. False after the last one.
  bool NextShard();

  const RecordTable* const table_;
  size_t page_ = 0;
  size_t shard_ = 0;  // the next one, in page_
  std::vector<NodeView> nodes_;
  size_t node_ = 0;  // the next one, in nodes_
};

}  // namespace signpost::records
