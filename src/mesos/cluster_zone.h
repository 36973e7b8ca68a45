#pragma once

// From states and events to snapshots: model what changed, generate its records, edit the zone and
// the inventory.
//
// How a master's event stream is followed:
//
//   subscribe ─► BeginFetch() ─► GET /state ─► Apply(state) ─► ApplyEvents(batch) ─► ...
//
// The subscription comes first, so that nothing happens unseen between the two. Batches are applied
// as they come, also while a state is on its way: of what they tell of since BeginFetch() they are
// believed, not the state. Whenever a result says `state_wanted`, events have left out what names
// need (a framework's pid, the name of a task that is not known, an agent's end) and a state is to
// be fetched: soon, but never more often than the poller's limit allows, since an agent that leaves
// a large cluster wants one for each of its tasks. One fetched now and then all the same, as
// StateKind::kRepair, mends and counts what the stream did not tell.
//
// The one place where what Mesos says becomes what DNS serves. Pure (no I/O, no clock but the one
// handed in); belongs to the poller's thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endpoint.h"
#include "base/status_board.h"
#include "mesos/event.h"
#include "mesos/holdover.h"
#include "mesos/host_table.h"
#include "mesos/record_generator.h"
#include "mesos/state.h"
#include "records/snapshot.h"

namespace signpost::mesos {

// A task beyond them is left out whole, and counted, until a full state finds room for it.
inline constexpr size_t kMaxRecordsPerFramework = 10'000'000;
inline constexpr size_t kMaxRecords = 20'000'000;

struct ClusterZoneOptions {
  NamingOptions naming;
  std::vector<std::string> masters;  // host:port as configured, for masterN
  std::vector<IpAddress> listen;     // addresses of the server's own name
  uint32_t ttl = 60;                 // seconds
  wire::Soa soa;                     // serial is ignored
  uint64_t hash_seed = 0;
  // How long a new leader's agents are waited for (holdover.h); should be that of the masters.
  std::chrono::seconds agent_reregister_timeout = kAgentReregisterTimeout;
  // How long a task that ran is served when the master cannot reach it any more.
  std::chrono::seconds unreachable_grace{0};
  // Leave out tasks whose health check fails, unless a name would be left without any.
  bool health_filter = false;
  // Differences between tables that are kept for incremental transfers.
  size_t ixfr_history = 0;
  // The zone's serials are higher than this one (RFC 1982); 0: there was none.
  uint32_t last_serial = 0;
  size_t records_per_framework_max = kMaxRecordsPerFramework;
  size_t records_max = kMaxRecords;

  friend bool operator==(const ClusterZoneOptions&, const ClusterZoneOptions&) = default;
};

enum class StateKind : uint8_t {
  kFile,    // from a file: taken at its word
  kMaster,  // from a master: what it does not list may be held (holdover.h)
  kRepair,  // from a master whose events are followed: what it changes is counted as repaired
};

class ClusterZone {
 public:
  using Clock = std::chrono::system_clock;
  using NextSnapshot = std::shared_ptr<const records::Snapshot>;

  // `board` gets the figures of each update (tasks, agents, frameworks, names, records; refused and
  // skipped by reason); it must outlive the zone.
  ClusterZone(const ClusterZoneOptions& options, StatusBoard* board);
  ~ClusterZone();

  // The snapshot before any state is known: no table.
  NextSnapshot Empty() const;

  // Takes a full state. Returns the next snapshot, or null when the state changes nothing that is
  // served. Never fails: what cannot be served is left out and counted. With kRepair, the tasks and
  // agents that differed from what was known are added to "repaired_differences"; an event that is
  // still on its way when the state is applied counts as one.
  NextSnapshot Apply(State state, StateKind kind, Clock::time_point now);
  NextSnapshot Apply(State state, Clock::time_point now) {
    return Apply(std::move(state), StateKind::kFile, now);
  }

  // Would the last state of a master, if it came again, change nothing: neither what is served nor
  // what is held, counted or waited for? So it would if it changed nothing when it was applied,
  // taken at its word (no event was believed in its place, nothing is held, no grace runs), and if
  // nothing else has come since.
  bool IsSettled() const;

  // It has come again, from a master and IsSettled(): all that Apply() of it would do.
  void Repeat();

  // What is served though the last state did not list it. It is weighed anew with each state alone:
  // while there is a reason, states are to be asked for even when events are followed. On the
  // board: "hold_reason", "held_tasks", "held_records"; counted are the "holds" begun.
  struct Holding {
    HoldReason reason = HoldReason::kNone;
    size_t tasks = 0;
    size_t records = 0;  // of these tasks
  };
  Holding holding() const;

  // A master is being asked for the state that is applied next. A call before that has come starts
  // anew, and does for a fetch that failed.
  void BeginFetch();

  // The masters are others from now on, as host:port: those found in ZooKeeper. The same as
  // Apply().
  NextSnapshot SetMasters(std::vector<std::string> masters, Clock::time_point now);

  struct EventsResult {
    NextSnapshot next;          // null when nothing that is served has changed
    bool state_wanted = false;  // a full state, asked for from now on
    std::string_view reason;    // the first, as it is counted: "state_wanted_" + reason
  };

  // Takes the events of a master's stream in their order, at the cost of what they change; one
  // snapshot for all. Before the first state nothing is taken. Counts "events", those "_other" (of
  // no interest), "_stale" (older than what was known) and "_unreadable".
  EventsResult ApplyEvents(std::span<const Event> events, Clock::time_point now);

  // One task of a known framework runs (or is unreachable, by its state), or runs no more: the
  // same, at the cost of this one change.
  NextSnapshot PutTask(std::string_view framework_id, Task task, Clock::time_point now);
  NextSnapshot RemoveTask(std::string_view framework_id, std::string_view task_id,
                          Clock::time_point now);

  // The host names whose addresses records wait for or follow from, the important ones first: those
  // of masters, of agents, of frameworks. Some may be there twice; none lies in the zone itself.
  std::vector<std::string> HostsWanted() const;
  // Grows whenever HostsWanted() may have changed.
  uint64_t hosts_version() const;

  // What was found for some of them, at the cost of what changes: the same as Apply(). It holds
  // until other addresses are found, or none; for names that are not wanted (yet), too.
  NextSnapshot SetHosts(std::span<const HostAddresses> found, Clock::time_point now);

  // Takes away what was kept for a time that is over. The same; null when there is nothing.
  NextSnapshot Expire(Clock::time_point now);

  // When to call Expire() next; null when there is nothing that will end by itself. Each of the
  // calls above may change it.
  std::optional<Clock::time_point> NextDeadline() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::mesos
