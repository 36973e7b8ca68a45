#pragma once

// Which records of a build point at which targets. Private to the room.

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "records/node_record.h"
#include "records/target_index.h"
#include "records/zone_edits.h"

namespace signpost::records {

// The first record of an RRset that points at the target `name`.
struct TargetPointer {
  uint64_t hash = 0;    // of the target
  Bytes name;           // inside the record
  uint32_t edit = 0;    // number of the node's edit
  uint32_t record = 0;  // number of the record among those of all edits
};

class TargetPointers {
 public:
  explicit TargetPointers(uint64_t hash_seed) : hash_seed_(hash_seed) {}

  // Takes the pointers of a node's records, of which the first has the number `first_record`.
  void Add(std::span<const NodeRecord> records, size_t edit, size_t first_record);

  // Takes those of all edits.
  void AddAll(const ZoneEdits& edits);

  // By hash, then by edit.
  void Sort();

  std::span<const TargetPointer> all() const { return pointers_; }

  // The same as links between nodes, sorted. To be called after Sort().
  std::vector<TargetLink> Links(const ZoneEdits& edits) const;

 private:
  void AddRrset(std::span<const NodeRecord> records, size_t edit, size_t first_record);

  const uint64_t hash_seed_;
  std::vector<TargetPointer> pointers_;
};

}  // namespace signpost::records
