#pragma once

// Nodes that a build must encode anew though their own records stay: those whose targets' addresses
// change. Private to this room.

#include "records/record_table.h"
#include "records/target_index.h"
#include "records/zone_edits.h"

namespace signpost::records {

// Adds an edit, with the records it has in `table`, for each node that points at an owner with
// new_addresses and has no edit yet. `edits` is sorted before and after.
void AddDependants(const TargetIndex& targets, const RecordTable& table, ZoneEdits* edits);

}  // namespace signpost::records
