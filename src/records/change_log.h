#pragma once

// Records added and removed since the last table, brought into the order of the table. Private to
// the room.

#include <cstdint>
#include <span>
#include <vector>

#include "records/node_record.h"
#include "records/record_list.h"

namespace signpost::records {

// `delta` more (or fewer) sources contribute the record, which lies in one of the log's lists.
struct Change {
  uint64_t hash = 0;   // of the owner
  uint64_t order = 0;  // the record's type and the first octets of its data: smaller comes first
  RecordList::Iterator at{nullptr};
  int32_t delta = 0;

  Bytes owner() const { return (*at).owner; }
  NodeRecord record() const {
    const RecordView view = *at;
    return {view.type, view.rdata};
  }
};

class ChangeLog {
 public:
  explicit ChangeLog(uint64_t hash_seed) : hash_seed_(hash_seed) {}

  // Keeps `list` alive until Clear().
  void Add(SharedRecordList list, int32_t delta);

  // Sorts by hash, then as the records of a node are: the changes of one owner stand together, but
  // for owners that share a hash.
  void Sort();

  std::span<Change> changes() { return changes_; }
  std::span<const Change> changes() const { return changes_; }
  void Clear();

 private:
  const uint64_t hash_seed_;
  std::vector<SharedRecordList> lists_;
  std::vector<Change> changes_;
};

}  // namespace signpost::records
