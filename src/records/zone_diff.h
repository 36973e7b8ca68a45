#pragma once

// What differs between two tables, record by record: what an incremental transfer (RFC 1995) says.
//
// Tables share what they have in common, so that finding the difference of two that follow each
// other costs what changed, and a look at the pointers of the rest. Pure; any thread.

#include <cstdint>
#include <memory>

#include "records/record_list.h"
#include "records/record_table.h"

namespace signpost::records {

struct ZoneDiff {
  uint32_t from_serial = 0;
  uint32_t to_serial = 0;
  RecordList removed;
  RecordList added;
};
using SharedZoneDiff = std::shared_ptr<const ZoneDiff>;

// From `before` to `after`, tables of one editor (their hashes are alike), in the order of the
// table. Null when the difference takes more than `size_max` octets.
std::shared_ptr<ZoneDiff> DiffOf(const RecordTable& before, const RecordTable& after,
                                 size_t size_max);

}  // namespace signpost::records
