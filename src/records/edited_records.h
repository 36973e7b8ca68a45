#pragma once

// Which records one build added and removed: all are counted, the first ones listed.

#include <cstddef>

#include "records/record_list.h"

namespace signpost::records {

// Of either kind. A whole zone that comes or goes is a number, not a list.
inline constexpr size_t kMaxListedRecords = 100;

struct EditedRecords {
  size_t added = 0;
  size_t removed = 0;
  RecordList listed_added;
  RecordList listed_removed;
};

}  // namespace signpost::records
