#pragma once

// The cluster as it was last known, and what a new state changes in it.
//
// It keeps every agent, framework and task that has not ended, each under a number, so that a new
// full state, or one task's start or stop, becomes a short list of numbers whose records must be
// made anew. Tasks that do not run (yet) are kept since an event that starts one does not describe
// it.
//
// A running task that becomes unreachable can be kept for a grace: as it was last, until it runs
// again, is listed no more or its time is over. And a task found in a container keeps that address
// when a later status of it names no container (mesos/task_addresses.h).
//
// Pure bookkeeping; belongs to the poller's thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "mesos/event_marks.h"
#include "mesos/holdover.h"
#include "mesos/host_table.h"
#include "mesos/host_users.h"
#include "mesos/number_chains.h"
#include "mesos/slot_table.h"
#include "mesos/state.h"
#include "mesos/unreachable_tasks.h"

namespace signpost::mesos {

// What an update changed. A number stands in one list of its kind at most; `changed` lists hold the
// new ones too. A task is changed when its records may differ: by itself, its framework's name or
// its agent's address, or when it becomes unreachable or runs again. Only tasks that run, or did
// before, are listed.
struct ClusterChange {
  using Numbers = std::vector<uint32_t>;

  bool leader = false;
  Numbers agents_removed, agents_changed;
  Numbers frameworks_removed, frameworks_changed;
  Numbers tasks_removed, tasks_changed;

  bool IsEmpty() const {
    return !leader && agents_removed.empty() && agents_changed.empty() &&
           frameworks_removed.empty() && frameworks_changed.empty() && tasks_removed.empty() &&
           tasks_changed.empty();
  }
};

class ClusterModel {
 public:
  using Number = uint32_t;
  using Time = UnreachableTasks::Time;
  static constexpr Number kNone = std::numeric_limits<Number>::max();

  struct KnownTask {
    Task task;
    Number framework = kNone;
    Number agent = kNone;       // kNone: of no agent that is known, or unreachable
    bool in_container = false;  // its addresses name another place than its agent
  };

  // Unreachable tasks are not kept unless `unreachable_grace` is above zero.
  explicit ClusterModel(std::chrono::seconds unreachable_grace = {})
      : unreachable_(unreachable_grace) {}

  // The cluster is now, at `now`, `state`; tasks that have ended are left out. What is marked stays
  // as it is known, or unknown; what `holdover` keeps stays though `state` does not list it. The
  // time counts for a model with a grace alone.
  ClusterChange Replace(State state, Time now = {}, const EventMarks& marks = EventMarks(),
                        const Holdover& holdover = Holdover());

  // The calls below change one thing, at the cost of this thing and of what hangs on it.

  // `task` is there, or changed, or is unreachable. Nothing when its framework is unknown.
  ClusterChange PutTask(std::string_view framework_id, Task task, Time now = {});

  // It has ended. Nothing when it is unknown.
  ClusterChange RemoveTask(std::string_view framework_id, std::string_view task_id);

  ClusterChange PutAgent(Agent agent);

  // It is gone, with those of its tasks that were unreachable. The others stay, without an agent,
  // until their ends are told.
  ClusterChange RemoveAgent(std::string_view id);

  // Without its tasks: those that are known stay. One without a pid keeps the pid that is known.
  ClusterChange PutFramework(Framework framework);

  // It goes with all its tasks. Nothing when it is unknown.
  ClusterChange RemoveFramework(std::string_view id);

  // The addresses of these host names were looked up: agents and frameworks known by them are found
  // there, also those that come later. What is unreachable is kept as it was.
  ClusterChange SetHosts(std::span<const HostAddresses> found);

  // What time took away: the unreachable tasks whose grace is over.
  ClusterChange Expire(Time now);

  // When there is next something to Expire(); null when there is nothing.
  std::optional<Time> NextDeadline() const { return unreachable_.NextDeadline(); }

  const std::string& leader() const { return leader_; }
  const Agent& agent(Number number) const { return agents_[number].agent; }
  // Without its tasks.
  const Framework& framework(Number number) const { return frameworks_[number].framework; }
  const KnownTask& task(Number number) const { return tasks_[number]; }
  // The agent that the task runs on, or ran on when it was last seen; null when it is unknown or
  // the task does not run.
  const Agent* AgentOfTask(Number number) const;
  bool IsUnreachable(Number number) const { return unreachable_.AgentOf(number) != nullptr; }

  bool HasAgent(std::string_view id) const { return agents_.Find(id).has_value(); }
  bool HasFramework(std::string_view id) const { return frameworks_.Find(id).has_value(); }
  std::optional<Number> FindTask(std::string_view framework_id, std::string_view task_id) const;
  // What is known of task `number`, served or not: with what it brought when it came back.
  const Task& NewestOf(Number number) const;

  // The names that agents and frameworks are known by: LookedUpName(), each kind's once.
  std::vector<std::string> AgentHosts() const { return agents_of_host_.Hosts(); }
  std::vector<std::string> FrameworkHosts() const { return frameworks_of_host_.Hosts(); }
  // Grows whenever one of these may have changed.
  uint64_t hosts_version() const {
    return agents_of_host_.version() + frameworks_of_host_.version();
  }
  const HostTable& hosts() const { return hosts_; }

  Holdover::Known KnownIds() const;
  size_t RunningOn(std::string_view agent_id) const;  // tasks

  // The tasks that run for all we know though the last state did not list them.
  const absl::flat_hash_set<Number>& held_tasks() const { return held_; }

  size_t agent_count() const { return agents_.size(); }
  size_t framework_count() const { return frameworks_.size(); }
  size_t task_count() const { return running_; }  // that run, with the unreachable ones
  size_t unreachable_count() const { return unreachable_.size(); }
  size_t kept_addresses_count() const { return kept_addresses_; }  // tasks with an earlier status'

 private:
  struct KnownAgent {
    Agent agent;
    bool changed = false;  // by the running update
  };
  struct KnownFramework {
    Framework framework;
    bool renamed = false;  // by the running update
  };
  struct TaskUpdate {
    bool changed = false;
    bool ran = false;  // before it
  };
  using TasksOfFrameworks = std::vector<std::pair<Number, Task>>;

  void BeginUpdate();
  void EndUpdate(const ClusterChange& change);

  // Parts of Replace().
  struct Keepers {  // of what the state does not list
    const EventMarks& marks;
    const Holdover& holdover;
  };
  void ReplaceAgents(std::vector<Agent> agents, const Keepers& keepers, ClusterChange* change);
  TasksOfFrameworks ReplaceFrameworks(std::vector<Framework> frameworks, const Keepers& keepers,
                                      ClusterChange* change);
  void KeepFrameworks(const Keepers& keepers);
  void KeepScheduler(Framework* framework) const;
  void KeepMarkedTasks(const EventMarks& marks, ClusterChange* change);
  void ReplaceAbsent(const TasksOfFrameworks& tasks, Time now, ClusterChange* change);
  void DropUnclaimed(std::optional<Number> number, ClusterChange* change);
  void KeepOrDropTasks(const Holdover& holdover, ClusterChange* change);
  void DropUnclaimedFrameworks(ClusterChange* change);

  void ReplaceAgent(Agent agent, ClusterChange* change);
  Number ReplaceFramework(Framework framework, ClusterChange* change);
  void ReplaceTask(Number framework, Task task, ClusterChange* change);
  void MoveAgentTo(Number number, const std::vector<IpAddress>& addresses, ClusterChange* change);
  bool TakeReturning(Number number, ClusterChange* change);
  void LinkTask(Number number, bool is_new, const Task& task);
  void SettleTask(Number number, TaskUpdate update, ClusterChange* change);
  void SettleTasks(const std::vector<Number>& numbers, ClusterChange* change);
  void DropTask(Number number, ClusterChange* change);
  bool IsInContainer(const KnownTask& before, const Task& task, Number agent) const;
  std::optional<Number> FindOnAgent(Number framework, const Task& task) const;
  bool KeepUnreachable(Number number, Time now, ClusterChange* change);
  static std::string TaskKey(Number framework, std::string_view task_id);

  std::string leader_;
  SlotTable<KnownAgent> agents_;
  SlotTable<KnownFramework> frameworks_;
  SlotTable<KnownTask> tasks_;                // by framework and id
  NumberChains<std::string> tasks_of_agent_;  // by the agent's id, known or not
  NumberChains<Number> tasks_of_framework_;
  HostTable hosts_;
  HostUsers agents_of_host_;
  HostUsers frameworks_of_host_;
  UnreachableTasks unreachable_;
  // Unreachable ones that came back before their agents: until those are known they stay as they
  // were.
  absl::node_hash_map<Number, Task> returning_;
  absl::flat_hash_set<Number> held_;  // of those that run
  size_t running_ = 0;
  size_t kept_addresses_ = 0;
  absl::flat_hash_map<Number, Agent> gone_agents_;  // by the running update
};

}  // namespace signpost::mesos
