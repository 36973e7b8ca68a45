// State documents from any octets: what is accepted gives a zone whose names and records are well
// formed, stays as it is when the state comes again, and is that of the last state alone, unless it
// keeps an address of the first.
//
// An input is one document, or two with a zero octet between them (which neither may hold).

#include <algorithm>

#include "base/check.h"
#include "mesos/cluster_zone.h"
#include "mesos/state_parser.h"
#include "wire/rdata.h"

namespace signpost::mesos {
namespace {

constexpr ClusterZone::Clock::time_point kNow{};

ClusterZoneOptions Options() {
  ClusterZoneOptions options;
  options.naming.domain = wire::Name::FromText("mesos.").value();
  options.naming.name_server = wire::Name::FromText("ns1.mesos.").value();
  options.naming.sources.push_back(AddressSource::kDocker);
  options.health_filter = true;
  options.soa.mname = options.soa.rname = options.naming.name_server;
  options.records_per_framework_max = 20000;  // a tenant's ports must not slow the fuzzer
  return options;
}

bool IsCanonical(Bytes name) {
  const auto parsed = wire::Name::FromWire(name);
  return parsed && SameBytes(parsed->ToCanonical().wire(), name);
}

void CheckRecord(wire::Type type, Bytes rdata) {
  SIGNPOST_CHECK(type != wire::Type::kA || rdata.size() == 4);
  SIGNPOST_CHECK(type != wire::Type::kAaaa || rdata.size() == 16);
  SIGNPOST_CHECK(type != wire::Type::kNs || IsCanonical(rdata));
  SIGNPOST_CHECK(type != wire::Type::kSrv || IsCanonical(wire::SrvTarget(rdata)));
}

void CheckNode(records::NodeView node, const wire::Name& apex) {
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

void CheckSnapshot(const records::Snapshot& snapshot) {
  size_t names = 0;
  snapshot.table->ForEachNode([&](records::NodeView node) {
    ++names;
    CheckNode(node, snapshot.apex);
  });
  SIGNPOST_CHECK(names == snapshot.table->name_count());
}

// Two tables that hold the same.
void CheckSame(const records::RecordTable& a, const records::RecordTable& b) {
  SIGNPOST_CHECK(a.name_count() == b.name_count() && a.record_count() == b.record_count());
  a.ForEachNode([&](records::NodeView node) {
    const records::NodeView other = b.Find(node.owner(), b.Hash(node.owner()));
    SIGNPOST_CHECK(other && other.rrset_count() == node.rrset_count());
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      SIGNPOST_CHECK(SameBytes(node.rrset(i).records, other.rrset(i).records));
    }
  });
}

// Applies both, one after the other.
void CheckStates(const State& first, const State& second) {
  StatusBoard board;
  ClusterZone zone(Options(), &board);
  ClusterZone::NextSnapshot snapshot = zone.Apply(first, kNow);
  SIGNPOST_CHECK(snapshot != nullptr);
  CheckSnapshot(*snapshot);
  SIGNPOST_CHECK(zone.Apply(first, kNow) == nullptr);
  if (auto next = zone.Apply(second, kNow)) snapshot = next;

  ClusterZone twin(Options(), &board);
  const bool order_counts = board.Number("refused_over_framework_limit") > 0;
  if (!order_counts && board.Number("kept_addresses") == 0) {
    CheckSame(*snapshot->table, *twin.Apply(second, kNow)->table);
  }
}

}  // namespace
}  // namespace signpost::mesos

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::mesos;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t zero = std::min(text.find('\0'), text.size());
  const auto first = ParseState(text.substr(0, zero));
  if (!first.ok()) return 0;
  const auto second = zero == size ? first : ParseState(text.substr(zero + 1));
  CheckStates(*first, second.ok() ? *second : *first);
  return 0;
}
