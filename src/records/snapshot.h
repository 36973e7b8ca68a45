#pragma once

// The one thing that stands between control plane and data plane: everything an answer needs,
// swapped whole, read by all, changed by none.

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "records/change_history.h"
#include "records/diff_history.h"
#include "records/inventory.h"
#include "records/record_table.h"
#include "wire/name.h"
#include "wire/rdata.h"

namespace signpost::records {

struct Snapshot {
  wire::Name apex;  // canonical

  // Null until the first state is known: names in the zone get SERVFAIL.
  std::shared_ptr<const RecordTable> table;

  wire::Soa soa;
  // The SOA record with a pointer to the question as its owner (asked for at the apex) ...
  std::vector<uint8_t> soa_answer;
  // ... and for negative answers: TTL = min(TTL, MINIMUM) (RFC 2308 §3); its first two octets, the
  // owner, must be overwritten with a pointer to the apex's labels inside the question.
  std::vector<uint8_t> soa_negative;

  Inventory inventory;
  ChangeHistory changes;  // the last one led to this table
  DiffHistory diffs;      // the last one ends at soa.serial
  std::chrono::system_clock::time_point built_at;
};

// A snapshot of `table` (which may be null). `ttl` in seconds, of the SOA; soa.serial is the
// serial.
std::shared_ptr<const Snapshot> MakeSnapshot(const wire::Name& apex, const wire::Soa& soa,
                                             uint32_t ttl, std::shared_ptr<const RecordTable> table,
                                             Inventory inventory, ChangeHistory changes = {},
                                             DiffHistory diffs = DiffHistory());

// The serial after `last` (0: there was none): `now` (Unix time) or, if that is not higher in the
// arithmetic of RFC 1982, the next number. So it never falls across restarts as long as the clock
// does not. Never 0.
uint32_t NextSerial(uint32_t last, std::chrono::system_clock::time_point now);

}  // namespace signpost::records
