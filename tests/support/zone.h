#pragma once

// Zone lines in, lists and snapshots out: how tests write down a zone.
//
// A line is "owner [TTL IN] TYPE rdata" with A, AAAA, SRV, NS or TXT records and full names; TTLs
// are the zone's. Lines that are none end the test program.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_list.h"
#include "records/snapshot.h"
#include "records/zone_editor.h"

namespace signpost::testing {

using ZoneLines = std::vector<std::string>;

records::RecordList ListOf(const ZoneLines& lines);
records::SharedRecordList SharedListOf(const ZoneLines& lines);

// Apex `apex`, name server ns1.APEX, TTL 60 s.
records::ZoneOptions ZoneOptionsOf(std::string_view apex = "mesos.");

// Serial 1, refresh 60, retry 600, expire 86400, minimum 30 s; NS of the apex is ns1.APEX.
wire::Soa SoaFor(std::string_view apex = "mesos.");

// A snapshot of a zone with `lines`; its SOA is SoaFor(apex).
std::shared_ptr<const records::Snapshot> SnapshotOf(const ZoneLines& lines,
                                                    std::string_view apex = "mesos.");

// Before any state is known: without a table.
std::shared_ptr<const records::Snapshot> EmptySnapshot(std::string_view apex = "mesos.");

// All records of the table as lines in canonical order, without the SOA.
ZoneLines LinesOf(const records::RecordTable& table);

}  // namespace signpost::testing
