#pragma once

// What the changes of a build make of the records of each owner. Private to this room.
//
// Two sources may contribute the same record: it is there as long as one of them does. How many
// they are is kept here when it is more than one.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "records/change_log.h"
#include "records/edited_records.h"
#include "records/node_record.h"
#include "records/record_table.h"
#include "records/source_counts.h"
#include "records/zone_edits.h"

namespace signpost::records {

class OwnerEditor {
 public:
  // Adds an edit for each owner whose records in `table` are others after `changes`, which are
  // sorted (ChangeLog::Sort()).
  EditedRecords Collect(std::span<Change> changes, const RecordTable& table, ZoneEdits* edits);

  // How many sources contribute a record that is there.
  uint32_t SourcesOf(Bytes owner, const NodeRecord& record) const {
    return counts_.Count(owner, record);
  }

 private:
  void EditHash(std::span<Change> changes, const RecordTable& table, ZoneEdits* edits);
  void EditOwner(std::span<const Change> changes, const RecordTable& table, ZoneEdits* edits);
  bool Merge(std::span<const Change> changes, Edit* edit, ZoneEdits* edits);
  bool CountSources(Bytes owner, const NodeRecord& record, bool was_there, int64_t delta);
  void NoteEdited(Bytes owner, const NodeRecord& record, bool is_there);

  SourceCounts counts_;
  EditedRecords edited_;                 // by the Collect() at work
  std::vector<NodeRecord> old_records_;  // of the owner in hand
};

}  // namespace signpost::records
