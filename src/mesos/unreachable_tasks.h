#pragma once

// The tasks that the master has lost sight of and that are served all the same for a while.
// Private to this room.
//
// By the model's numbers. Since the master does not list their agents any more, these are kept
// with them. Belongs to the poller's thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "mesos/state.h"

namespace signpost::mesos {

class UnreachableTasks {
 public:
  using Number = uint32_t;
  using Time = std::chrono::system_clock::time_point;

  // Each is kept for `grace`; for none that is not above zero.
  explicit UnreachableTasks(std::chrono::seconds grace) : grace_(grace) {}

  // Is a task that went out of sight at `now`, or is in here already, to be kept?
  bool MayKeep(Number number, Time now) const;

  // Keeps a task of `agent` that is not in here, from `now` on.
  void Add(Number number, Agent agent, Time now);

  // False when it is not in here.
  bool Remove(Number number);

  // Removes those whose time is over, and returns them. Where the clock was set back, the others
  // wait for the grace once more from `now` on, but no longer.
  std::vector<Number> TakeDue(Time now);

  // When the time of the next is over; null when there is none.
  std::optional<Time> NextDeadline() const;

  // The agent of a task in here; null when it is not.
  const Agent* AgentOf(Number number) const;

  size_t size() const { return tasks_.size(); }

 private:
  struct Kept {
    Time until;
    Agent agent;
  };

  const std::chrono::seconds grace_;
  absl::node_hash_map<Number, Kept> tasks_;
  std::set<std::pair<Time, Number>> by_time_;  // of all in tasks_
};

}  // namespace signpost::mesos
