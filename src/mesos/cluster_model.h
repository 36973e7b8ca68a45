#pragma once

// The cluster as it was last known, and what a new state changes in it.
//
// It keeps every agent, framework and running task, each under a number, so that a new full state,
// or one task's start or stop, becomes a short list of numbers whose records must be made anew.
// Pure bookkeeping; belongs to the poller's thread.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "mesos/slot_table.h"
#include "mesos/state.h"

namespace signpost::mesos {

// What an update changed. A number stands in one list of its kind at most; `changed` lists hold the
// new ones too. A task is changed when its records may differ: by itself, its framework's name or
// its agent's address.
struct ClusterChange {
  using Numbers = std::vector<uint32_t>;

  bool leader = false;
  Numbers agents_removed, agents_changed;
  Numbers frameworks_removed, frameworks_changed;
  Numbers tasks_removed, tasks_changed;
};

class ClusterModel {
 public:
  using Number = uint32_t;
  static constexpr Number kNone = std::numeric_limits<Number>::max();

  struct KnownTask {
    Task task;
    Number framework = kNone;
    Number agent = kNone;  // kNone: of no agent that is known
  };

  // The cluster is now `state`; tasks that do not run are left out.
  ClusterChange Replace(State state);

  // `task` runs, or runs changed. Nothing when its framework is unknown.
  ClusterChange PutTask(std::string_view framework_id, Task task);

  // It runs no more. Nothing when it is unknown.
  ClusterChange RemoveTask(std::string_view framework_id, std::string_view task_id);

  const std::string& leader() const { return leader_; }
  const Agent& agent(Number number) const { return agents_[number].agent; }
  // Without its tasks.
  const Framework& framework(Number number) const { return frameworks_[number].framework; }
  const KnownTask& task(Number number) const { return tasks_[number]; }

  size_t agent_count() const { return agents_.size(); }
  size_t framework_count() const { return frameworks_.size(); }
  size_t task_count() const { return tasks_.size(); }

 private:
  struct KnownAgent {
    Agent agent;
    bool changed = false;  // by the running update
  };
  struct KnownFramework {
    Framework framework;
    bool renamed = false;  // by the running update
  };

  void ReplaceAgents(std::vector<Agent> agents, ClusterChange* change);
  Number ReplaceFramework(Framework framework, ClusterChange* change);
  void ReplaceTask(Number framework, Task task, ClusterChange* change);
  static std::string TaskKey(Number framework, std::string_view task_id);

  std::string leader_;
  SlotTable<KnownAgent> agents_;
  SlotTable<KnownFramework> frameworks_;
  SlotTable<KnownTask> tasks_;  // by framework and id
};

}  // namespace signpost::mesos
