#pragma once

// The cluster as it was last known, and what a new state changes in it.
//
// It keeps every agent, framework and task that has not ended, each under a number, so that a new
// full state, or one task's start or stop, becomes a short list of numbers whose records must be
// made anew. Pure bookkeeping; belongs to the poller's thread.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "mesos/event_marks.h"
#include "mesos/number_chains.h"
#include "mesos/slot_table.h"
#include "mesos/state.h"

namespace signpost::mesos {

// What an update changed. A number stands in one list of its kind at most; `changed` lists hold the
// new ones too. A task is changed when its records may differ: by itself, its framework's name or
// its agent's address. Only tasks that run, or did before, are listed.
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

  // The cluster is now `state`; tasks that have ended are left out. What is marked stays as it is
  // known, or unknown.
  ClusterChange Replace(State state, const EventMarks& marks = EventMarks());

  // The calls below change one thing, at the cost of this thing and of what hangs on it.

  // `task` is there, or changed. Nothing when its framework is unknown.
  ClusterChange PutTask(std::string_view framework_id, Task task);

  // It has ended. Nothing when it is unknown.
  ClusterChange RemoveTask(std::string_view framework_id, std::string_view task_id);

  ClusterChange PutAgent(Agent agent);

  // Its tasks stay, without an agent. Nothing when it is unknown.
  ClusterChange RemoveAgent(std::string_view id);

  // Without its tasks: those that are known stay. One without a pid keeps the pid that is known.
  ClusterChange PutFramework(Framework framework);

  // It goes with all its tasks. Nothing when it is unknown.
  ClusterChange RemoveFramework(std::string_view id);

  const std::string& leader() const { return leader_; }
  const Agent& agent(Number number) const { return agents_[number].agent; }
  // Without its tasks.
  const Framework& framework(Number number) const { return frameworks_[number].framework; }
  const KnownTask& task(Number number) const { return tasks_[number]; }

  bool HasAgent(std::string_view id) const { return agents_.Find(id).has_value(); }
  bool HasFramework(std::string_view id) const { return frameworks_.Find(id).has_value(); }
  // Null when it is unknown. Valid until the next change.
  const Task* FindTask(std::string_view framework_id, std::string_view task_id) const;

  size_t agent_count() const { return agents_.size(); }
  size_t framework_count() const { return frameworks_.size(); }
  size_t task_count() const { return running_count_; }  // that run

 private:
  struct KnownAgent {
    Agent agent;
    bool changed = false;  // by the running update
  };
  struct KnownFramework {
    Framework framework;
    bool renamed = false;  // by the running update
  };

  void BeginUpdate();
  void EndUpdate(const ClusterChange& change);

  void ReplaceAgents(std::vector<Agent> agents, const EventMarks& marks, ClusterChange* change);
  void ReplaceFrameworks(std::vector<Framework> frameworks, const EventMarks& marks,
                         ClusterChange* change);
  void KeepMarkedTasks(const EventMarks& marks, ClusterChange* change);
  void ReplaceAgent(Agent agent, ClusterChange* change);
  Number ReplaceFramework(Framework framework, ClusterChange* change);
  void ReplaceTask(Number framework, Task task, ClusterChange* change);
  void KeepTask(Number number, ClusterChange* change);
  struct TaskUpdate {
    bool changed = false;
    bool ran = false;  // before it
  };
  void SettleTask(Number number, TaskUpdate update, ClusterChange* change);
  void SettleTasks(const std::vector<Number>& numbers, ClusterChange* change);
  void DropTask(Number number, ClusterChange* change);
  static std::string TaskKey(Number framework, std::string_view task_id);

  std::string leader_;
  SlotTable<KnownAgent> agents_;
  SlotTable<KnownFramework> frameworks_;
  SlotTable<KnownTask> tasks_;                // by framework and id
  NumberChains<std::string> tasks_of_agent_;  // by the agent's id, known or not
  NumberChains<Number> tasks_of_framework_;
  size_t running_count_ = 0;
};

}  // namespace signpost::mesos
