#include "mesos/zone_fixture.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "mesos/state_parser.h"
#include "support/zone.h"
#include "wire/rdata.h"

namespace signpost::testing {
namespace {

using std::chrono::seconds;

bool IsCanonicalName(Bytes name) {
  const auto parsed = wire::Name::FromWire(name);
  return parsed && SameBytes(parsed->ToCanonical().wire(), name);
}

bool IsWellFormed(wire::Type type, Bytes rdata) {
  switch (type) {
    case wire::Type::kA:
      return rdata.size() == 4;
    case wire::Type::kAaaa:
      return rdata.size() == 16;
    case wire::Type::kNs:
      return IsCanonicalName(rdata);
    case wire::Type::kSrv:
      return rdata.size() > wire::kSrvFixedSize &&
             IsCanonicalName(rdata.subspan(wire::kSrvFixedSize));
    default:
      return false;
  }
}

// The type and data behind `record`'s fixed-size head (RFC 1035 §4.1.3, with a pointer as owner).
void CheckRecord(wire::Type type, Bytes record) {
  constexpr size_t kHeadSize = 12;
  SIGNPOST_CHECK(record.size() > kHeadSize);
  SIGNPOST_CHECK(LoadU16(&record[10]) == record.size() - kHeadSize);
  SIGNPOST_CHECK(IsWellFormed(type, record.subspan(kHeadSize)));
}

std::string EntryLine(const records::InventoryGroup& group, const records::InventoryEntry& entry) {
  std::string line = group.name + "/" + entry.name + " " + entry.id + ":";
  for (const records::RecordView record : *entry.records) {
    line += " " + wire::RecordToText(record.owner, 0, record.type, record.rdata) + ";";
  }
  return line;
}

}  // namespace

mesos::ClusterZoneOptions ClusterOptions() {
  const wire::Soa soa = SoaFor("mesos.");
  mesos::ClusterZoneOptions options;
  options.naming.domain = wire::Name::FromText("mesos.")->ToCanonical();
  options.naming.name_server = soa.mname;
  options.listen = {*IpAddress::Parse("127.0.0.1")};
  options.soa = soa;
  return options;
}

std::vector<std::string> SortedLinesOf(const records::Snapshot& snapshot) {
  if (snapshot.table == nullptr) return {};
  std::vector<std::string> lines = LinesOf(*snapshot.table);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> InventoryLinesOf(const records::Snapshot& snapshot) {
  std::vector<std::string> lines;
  snapshot.inventory.groups.ForEach([&](const auto& group) {
    if (group == nullptr) return;
    lines.push_back(group->name);
    group->entries.ForEach([&](const auto& entry) {
      if (entry != nullptr) lines.push_back(EntryLine(*group, *entry));
    });
  });
  std::sort(lines.begin(), lines.end());
  return lines;
}

void CheckWellFormed(const records::Snapshot& snapshot) {
  size_t names = 0;
  size_t records = 0;
  snapshot.table->ForEachNode([&](records::NodeView node) {
    ++names;
    SIGNPOST_CHECK(IsCanonicalName(node.owner()));
    SIGNPOST_CHECK(wire::IsAtOrBelow(node.owner(), snapshot.apex.wire()));
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      const records::RrsetView rrset = node.rrset(i);
      records += rrset.record_count;
      for (size_t record = 0; record < rrset.record_count; ++record) {
        const size_t at = rrset.RecordOffset(record);
        CheckRecord(rrset.type, rrset.records.subspan(at, rrset.RecordOffset(record + 1) - at));
      }
    }
  });
  SIGNPOST_CHECK(names == snapshot.table->name_count());
  SIGNPOST_CHECK(records == snapshot.table->record_count());
}

ZoneFixture::ZoneFixture(const mesos::ClusterZoneOptions& options)
    : zone_(options, &board_), now_(seconds(1'700'000'000)), snapshot_(zone_.Empty()) {}

bool ZoneFixture::Apply(mesos::State state) {
  return Take(zone_.Apply(std::move(state), now_ += seconds(1)));
}

bool ZoneFixture::Apply(std::string_view json) {
  auto state = mesos::ParseState(json);
  SIGNPOST_CHECK(state.ok());
  return Apply(*std::move(state));
}

bool ZoneFixture::Apply(mesos::State state, mesos::StateKind kind) {
  return Take(zone_.Apply(std::move(state), kind, now_ += seconds(1)));
}

bool ZoneFixture::ApplyEvents(std::span<const mesos::Event> events) {
  auto result = zone_.ApplyEvents(events, now_ += seconds(1));
  SIGNPOST_CHECK(result.state_wanted == !result.reason.empty());
  wanted_ = result.reason;
  return Take(std::move(result.next));
}

bool ZoneFixture::PutTask(std::string_view framework_id, mesos::Task task) {
  return Take(zone_.PutTask(framework_id, std::move(task), now_ += seconds(1)));
}

bool ZoneFixture::RemoveTask(std::string_view framework_id, std::string_view task_id) {
  return Take(zone_.RemoveTask(framework_id, task_id, now_ += seconds(1)));
}

bool ZoneFixture::SetHost(const std::string& host, const std::vector<std::string>& addresses) {
  mesos::HostAddresses found{.host = host, .addresses = {}};
  for (const std::string& address : addresses) {
    found.addresses.push_back(IpAddress::Parse(address).value());
  }
  now_ += seconds(1);
  return Take(zone_.SetHosts({&found, 1}, now_));
}

bool ZoneFixture::ExpireAfter(seconds time) { return Take(zone_.Expire(now_ += time)); }

std::optional<int64_t> ZoneFixture::SecondsToDeadline() const {
  const auto deadline = zone_.NextDeadline();
  if (!deadline) return std::nullopt;
  return std::chrono::duration_cast<seconds>(*deadline - now_).count();
}

std::vector<std::string> ZoneFixture::LinesOfOwner(std::string_view owner) const {
  std::vector<std::string> lines = Lines();
  std::erase_if(lines, [&](const std::string& line) {
    return !line.starts_with(std::string(owner).append(" "));
  });
  return lines;
}

bool ZoneFixture::Has(std::string_view line_prefix) const {
  const std::vector<std::string> lines = Lines();
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.starts_with(line_prefix); });
}

bool ZoneFixture::HasOwner(std::string_view owner) const {
  if (snapshot_->table == nullptr) return false;
  const wire::Name name = wire::Name::FromText(owner)->ToCanonical();
  return static_cast<bool>(
      snapshot_->table->Find(name.wire(), snapshot_->table->Hash(name.wire())));
}

std::string ZoneFixture::TextFigure(std::string_view name) const {
  const auto figures = board_.All();
  const auto figure = figures.find(name);
  SIGNPOST_CHECK(figure != figures.end());
  return std::get<std::string>(figure->second);
}

bool ZoneFixture::Take(mesos::ClusterZone::NextSnapshot next) {
  if (next == nullptr) return false;
  const auto before = std::exchange(snapshot_, std::move(next));
  return before->soa.serial != snapshot_->soa.serial ||
         InventoryLinesOf(*before) != InventoryLinesOf(*snapshot_);
}

}  // namespace signpost::testing
