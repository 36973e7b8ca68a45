#pragma once

// What the fuzz targets of the room mesos ask of every zone.

#include "base/check.h"
#include "mesos/cluster_zone.h"
#include "wire/rdata.h"

namespace signpost::mesos {

inline constexpr ClusterZone::Clock::time_point kNow{};

inline ClusterZoneOptions Options() {
  ClusterZoneOptions options;
  options.naming.domain = wire::Name::FromText("mesos.").value();
  options.naming.name_server = wire::Name::FromText("ns1.mesos.").value();
  options.naming.sources.push_back(AddressSource::kDocker);
  options.health_filter = true;
  options.soa.mname = options.soa.rname = options.naming.name_server;
  options.records_per_framework_max = 20000;  // a tenant's ports must not slow the fuzzer
  return options;
}

inline bool IsCanonical(Bytes name) {
  const auto parsed = wire::Name::FromWire(name);
  return parsed && SameBytes(parsed->ToCanonical().wire(), name);
}

inline void CheckRecord(wire::Type type, Bytes rdata) {
  SIGNPOST_CHECK(type != wire::Type::kA || rdata.size() == 4);
  SIGNPOST_CHECK(type != wire::Type::kAaaa || rdata.size() == 16);
  SIGNPOST_CHECK(type != wire::Type::kNs || IsCanonical(rdata));
  SIGNPOST_CHECK(type != wire::Type::kSrv || IsCanonical(wire::SrvTarget(rdata)));
}

inline void CheckNode(records::NodeView node, const wire::Name& apex) {
  constexpr size_t kHeadSize = 12;  // pointer, type, class, TTL, size of the data
  SIGNPOST_CHECK(IsCanonical(node.owner()));
  SIGNPOST_CHECK(wire::IsAtOrBelow(node.owner(), apex.wire()));
  for (size_t i = 0; i < node.rrset_count(); ++i) {
    const records::RrsetView rrset = node.rrset(i);
    SIGNPOST_CHECK(rrset.record_count > 0);
    for (size_t record = 0; record < rrset.record_count; ++record) {
      const size_t at = rrset.RecordOffset(record) + kHeadSize;
      CheckRecord(rrset.type, rrset.records.subspan(at, rrset.RecordOffset(record + 1) - at));
    }
  }
}

inline void CheckSnapshot(const records::Snapshot& snapshot) {
  size_t names = 0;
  snapshot.table->ForEachNode([&](records::NodeView node) {
    ++names;
    CheckNode(node, snapshot.apex);
  });
  SIGNPOST_CHECK(names == snapshot.table->name_count());
}

// Two tables that hold the same.
inline void CheckSame(const records::RecordTable& a, const records::RecordTable& b) {
  SIGNPOST_CHECK(a.name_count() == b.name_count() && a.record_count() == b.record_count());
  a.ForEachNode([&](records::NodeView node) {
    const records::NodeView other = b.Find(node.owner(), b.Hash(node.owner()));
    SIGNPOST_CHECK(other && other.rrset_count() == node.rrset_count());
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      SIGNPOST_CHECK(SameBytes(node.rrset(i).records, other.rrset(i).records));
    }
  });
}

}  // namespace signpost::mesos
