#pragma once

// Records added and removed since the last table, brought into the order of the table. Private to
// the room.

#include <cstdint>
#include <span>
#include <vector>

#include "records/node_encoder.h"
#include "records/record_list.h"

namespace signpost::records {

// `delta` more (or fewer) sources contribute the record. Views point into the log's lists.
struct Change {
  uint64_t hash;
  Bytes owner;
  NodeRecord record;
  int32_t delta;
};

class ChangeLog {
 public:
  explicit ChangeLog(uint64_t hash_seed) : hash_seed_(hash_seed) {}

  // Keeps `list` alive until Clear().
  void Add(SharedRecordList list, int32_t delta);

  // Sorts by hash, owner, record: changes of one owner stand together, in a node's order.
  void Sort();

  std::span<const Change> changes() const { return changes_; }
  void Clear();

 private:
  const uint64_t hash_seed_;
  std::vector<SharedRecordList> lists_;
  std::vector<Change> changes_;
};

}  // namespace signpost::records
