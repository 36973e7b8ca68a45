#pragma once

// The owners that one build changes, each with the records it will have. Private to the room.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "records/node_encoder.h"

namespace signpost::records {

// One owner. Records point into lists of the change log or into nodes of the last table.
struct Edit {
  uint64_t hash = 0;
  Bytes owner;
  size_t records_begin = 0;  // in ZoneEdits
  size_t records_end = 0;
  bool had_node = false;     // in the last table
  bool had_records = false;  // in the last table
  bool is_counted = false;   // by the name tree
  bool new_addresses = false;

  bool has_records() const { return records_begin != records_end; }
};

class ZoneEdits {
 public:
  // Starts the next edit; AddRecord() adds to it, in the order of a node.
  Edit& Begin(Bytes owner, uint64_t hash);
  void AddRecord(const NodeRecord& record);

  // Takes back the edit begun last.
  void DropLast();

  // After this, Find() works and edits() is ordered by hash, then owner.
  void Sort();

  // The edit of `owner`, or null.
  Edit* Find(Bytes owner, uint64_t hash);
  const Edit* Find(Bytes owner, uint64_t hash) const {
    return const_cast<ZoneEdits*>(this)->Find(owner, hash);
  }

  std::span<const NodeRecord> RecordsOf(const Edit& edit) const {
    return std::span(records_).subspan(edit.records_begin, edit.records_end - edit.records_begin);
  }

  std::span<Edit> edits() { return edits_; }
  std::span<const Edit> edits() const { return edits_; }

 private:
  std::vector<Edit> edits_;
  std::vector<NodeRecord> records_;
};

}  // namespace signpost::records
