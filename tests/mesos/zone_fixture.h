#pragma once

// A cluster's zone as text: states in, sorted zone lines and figures out.

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status_board.h"
#include "mesos/cluster_zone.h"
#include "mesos/state.h"
#include "records/snapshot.h"

namespace signpost::testing {

// domain mesos, name server ns1.mesos at 127.0.0.1, TTL 60, no master listed.
mesos::ClusterZoneOptions ClusterOptions();

// One line a record ("owner TTL IN TYPE rdata"), sorted; empty before any state is known.
std::vector<std::string> SortedLinesOf(const records::Snapshot& snapshot);

// One line an entry of the inventory ("GROUP/NAME ID: record; record ..."), sorted.
std::vector<std::string> InventoryLinesOf(const records::Snapshot& snapshot);

// Ends the test program when a name in the table is no canonical name, an owner lies outside the
// zone or a record's data is malformed.
void CheckWellFormed(const records::Snapshot& snapshot);

// A ClusterZone and what it serves.
class ZoneFixture {
 public:
  explicit ZoneFixture(const mesos::ClusterZoneOptions& options = ClusterOptions());

  // Each returns whether the records or who makes them have changed.
  bool Apply(mesos::State state);
  bool Apply(std::string_view json);  // a state document, which must be one
  bool Apply(mesos::State state, mesos::StateKind kind);
  bool PutTask(std::string_view framework_id, mesos::Task task);
  bool RemoveTask(std::string_view framework_id, std::string_view task_id);
  bool ApplyEvents(std::span<const mesos::Event> events);
  bool ApplyEvent(mesos::Event event) { return ApplyEvents({&event, 1}); }
  // `host` was found at `addresses`, in their text form.
  bool SetHost(const std::string& host, const std::vector<std::string>& addresses);
  bool ExpireAfter(std::chrono::seconds time);  // that much later than the last call

  void BeginFetch() { zone_.BeginFetch(); }
  void Advance(std::chrono::seconds time) { now_ += time; }  // the clock
  mesos::ClusterZone::Holding holding() const { return zone_.holding(); }
  std::vector<std::string> HostsWanted() const { return zone_.HostsWanted(); }
  uint64_t hosts_version() const { return zone_.hosts_version(); }
  // The reason why the last events wanted a state; empty when they did not.
  std::string_view wanted() const { return wanted_; }

  // Seconds from the last call to the next that is due.
  std::optional<int64_t> SecondsToDeadline() const;

  std::vector<std::string> Lines() const { return SortedLinesOf(*snapshot_); }
  std::vector<std::string> InventoryLines() const { return InventoryLinesOf(*snapshot_); }
  // The lines of the records that `owner` has.
  std::vector<std::string> LinesOfOwner(std::string_view owner) const;
  bool Has(std::string_view line_prefix) const;
  bool HasOwner(std::string_view owner) const;  // quick
  int64_t Figure(std::string_view name) const { return board_.Number(name); }
  std::string TextFigure(std::string_view name) const;
  const records::Snapshot& snapshot() const { return *snapshot_; }

 private:
  bool Take(mesos::ClusterZone::NextSnapshot next);

  StatusBoard board_;
  mesos::ClusterZone zone_;
  mesos::ClusterZone::Clock::time_point now_;  // moves a second with each call
  std::shared_ptr<const records::Snapshot> snapshot_;
  std::string_view wanted_;
};

}  // namespace signpost::testing
