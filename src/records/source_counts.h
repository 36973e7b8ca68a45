#pragma once

// How many sources contribute a record, where it is more than one. Private to the room.
//
// The table says which records there are; most have a single source, so only the others are kept.

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "records/node_record.h"

namespace signpost::records {

class SourceCounts {
 public:
  // Sources of a record that is in the table: 1 unless said otherwise.
  uint32_t Count(Bytes owner, const NodeRecord& record) const;

  // Sets the count of a record; 0 and 1 are forgotten.
  void Set(Bytes owner, const NodeRecord& record, uint32_t count);

 private:
  absl::flat_hash_map<std::string, uint32_t> counts_;  // by owner, type and rdata
};

}  // namespace signpost::records
