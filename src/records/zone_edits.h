#pragma once

// The owners that one build changes, each with the records it will have. Private to the room.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "records/node_record.h"

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
  // Makes room at once for so many edits and records; more may come.
  explicit ZoneEdits(size_t count_expected = 0);

  // Starts the next edit; AddRecord() adds to it, in the order of a node.
  Edit& Begin(Bytes owner, uint64_t hash);
  void AddRecord(const NodeRecord& record);

  // Takes back the edit begun last.
  void DropLast();

  // After this, Find() works and edits() is ordered by hash, then owner. Cheap where few edits were
  // added since the last time.
  void Sort();

  // The edit of `owner`, or null.
  Edit* Find(Bytes owner, uint64_t hash);
  const Edit* Find(Bytes owner, uint64_t hash) const {
    return const_cast<ZoneEdits*>(this)->Find(owner, hash);
  }

  // All records; those of one edit stand together, and their place is their number.
  std::span<const NodeRecord> records() const { return records_; }
  std::span<const NodeRecord> RecordsOf(const Edit& edit) const {
    return records().subspan(edit.records_begin, edit.records_end - edit.records_begin);
  }

  // Ask the memory for the owner of an edit, or for a record's data, by its number: what lies far
  // away is asked for some way ahead of its use. The number may lie beyond the end.
  void PrefetchOwner(size_t edit) const {
    if (edit < edits_.size()) __builtin_prefetch(edits_[edit].owner.data());
  }
  void PrefetchRecord(size_t record) const {
    if (record < records_.size()) __builtin_prefetch(records_[record].rdata.data());
  }

  std::span<Edit> edits() { return edits_; }
  std::span<const Edit> edits() const { return edits_; }

 private:
  void IndexRanges();
  // The first edit with `hash` or a greater one.
  size_t FirstOf(uint64_t hash) const;

  std::vector<Edit> edits_;
  std::vector<NodeRecord> records_;
  size_t sorted_count_ = 0;
  // Where the edits of each range of hashes begin: a search through all of them would wait for
  // memory at each step.
  std::vector<uint32_t> range_begins_ = {0, 0};
  unsigned range_shift_ = 63;
};

}  // namespace signpost::records
