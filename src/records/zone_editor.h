#pragma once

// Works out the next table from what sources add and remove.
//
// Sources (tasks, agents, ...) contribute lists of records; two sources may contribute the same
// record, which then stays until both have taken it back. The cost of Build() follows the names
// touched since the last one, not the size of the zone. Belongs to one thread (the poller's).

#include <cstddef>
#include <cstdint>
#include <memory>

#include "records/edited_records.h"
#include "records/record_list.h"
#include "records/record_table.h"
#include "wire/name.h"

namespace signpost::records {

struct ZoneOptions {
  wire::Name apex;         // canonical
  wire::Name name_server;  // canonical; target of the apex's NS record (SOAMname)
  uint32_t ttl = 60;       // seconds, of every record
  uint64_t hash_seed = 0;  // secret, so that nobody can choose names that collide
};

// What one Build() did.
struct ZoneUpdate {
  std::shared_ptr<const RecordTable> table;  // the same as before when nothing changed
  bool changed = false;
  size_t names_touched = 0;
  EditedRecords records;
};

class ZoneEditor {
 public:
  explicit ZoneEditor(const ZoneOptions& options);
  ~ZoneEditor();

  // One more source contributes `list`. Owners must be at or below the apex.
  void Add(SharedRecordList list);

  // A source takes back `list`, which it had added (equal records; it need not be the same object).
  void Remove(SharedRecordList list);

  // The same for records that are served only while no list given to Add() holds a record of the
  // owner `guard` (a canonical name): the name of the stronger party wins.
  void AddFallback(SharedRecordList list, Bytes guard);
  void RemoveFallback(const SharedRecordList& list, Bytes guard);

  // The table with all changes so far. Never fails.
  ZoneUpdate Build();

  // Records of AddFallback() lists that are withheld now.
  size_t fallback_withheld() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::records
