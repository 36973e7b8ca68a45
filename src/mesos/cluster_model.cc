#include "mesos/cluster_model.h"

#include <utility>

#include "mesos/record_generator.h"
#include "mesos/task_addresses.h"

namespace signpost::mesos {
namespace {

// Equal but for the tasks.
bool SameFramework(const Framework& a, const Framework& b) {
  return a.name == b.name && a.hostname == b.hostname && a.pid == b.pid;
}

}  // namespace

ClusterChange ClusterModel::Replace(State state, Time now) {
  ClusterChange change;
  change.leader = leader_ != state.leader;
  leader_ = std::move(state.leader);
  agents_.BeginUpdate();
  frameworks_.BeginUpdate();
  tasks_.BeginUpdate();
  ReplaceAgents(std::move(state.agents), &change);
  std::vector<std::pair<Number, Task>> unreachable;
  for (Framework& framework : state.frameworks) {
    std::vector<Task> tasks = std::exchange(framework.tasks, {});
    const Number number = ReplaceFramework(std::move(framework), &change);
    for (Task& task : tasks) {
      if (task.state == TaskState::kRunning) {
        ReplaceTask(number, std::move(task), &change);
      } else if (task.state == TaskState::kUnreachable) {
        unreachable.emplace_back(number, std::move(task));
      }
    }
  }
  for (const auto& [framework, task] : unreachable) {
    if (const auto number = FindOnAgent(framework, task)) KeepUnreachable(*number, now, &change);
  }
  gone_agents_.clear();
  change.tasks_removed =
      tasks_.RemoveUnclaimed([this](Number number, const KnownTask&) { Forget(number); });
  change.frameworks_removed = frameworks_.RemoveUnclaimed();
  for (const Number number : change.agents_changed) agents_[number].changed = false;
  for (const Number number : change.frameworks_changed) frameworks_[number].renamed = false;
  return change;
}

ClusterChange ClusterModel::PutTask(std::string_view framework_id, Task task, Time now) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  tasks_.BeginUpdate();
  if (task.state == TaskState::kUnreachable) {
    const auto number = FindOnAgent(*framework, task);
    if (number && !KeepUnreachable(*number, now, &change)) return RemoveTask(framework_id, task.id);
    return change;
  }
  ReplaceTask(*framework, std::move(task), &change);
  return change;
}

ClusterChange ClusterModel::RemoveTask(std::string_view framework_id, std::string_view task_id) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  tasks_.BeginUpdate();
  if (const auto number = tasks_.Find(TaskKey(*framework, task_id))) {
    Forget(*number);
    tasks_.Remove(*number);
    change.tasks_removed.push_back(*number);
  }
  return change;
}

ClusterChange ClusterModel::Expire(Time now) {
  ClusterChange change;
  tasks_.BeginUpdate();
  change.tasks_removed = unreachable_.TakeDue(now);
  for (const Number number : change.tasks_removed) {
    Forget(number);
    tasks_.Remove(number);
  }
  return change;
}

const Agent* ClusterModel::AgentOfTask(Number number) const {
  const Number agent = tasks_[number].agent;
  return agent == kNone ? unreachable_.AgentOf(number) : &agents_[agent].agent;
}

void ClusterModel::ReplaceAgents(std::vector<Agent> agents, ClusterChange* change) {
  for (Agent& agent : agents) {
    const auto [number, is_new] = agents_.Claim(agent.id);
    KnownAgent& known = agents_[number];
    known.changed = is_new || !(known.agent == agent);
    if (!known.changed) continue;
    known.agent = std::move(agent);
    change->agents_changed.push_back(number);
  }
  change->agents_removed = agents_.RemoveUnclaimed([this](Number number, KnownAgent& known) {
    gone_agents_.emplace(number, std::move(known.agent));
  });
}

ClusterModel::Number ClusterModel::ReplaceFramework(Framework framework, ClusterChange* change) {
  const auto [number, is_new] = frameworks_.Claim(framework.id);
  KnownFramework& known = frameworks_[number];
  known.renamed = is_new || known.framework.name != framework.name;
  if (is_new || !SameFramework(known.framework, framework)) {
    known.framework = std::move(framework);
    change->frameworks_changed.push_back(number);
  }
  return number;
}

void ClusterModel::ReplaceTask(Number framework, Task task, ClusterChange* change) {
  const auto [number, is_new] = tasks_.Claim(TaskKey(framework, task.id));
  KnownTask& known = tasks_[number];
  const Number agent = agents_.Find(task.agent_id).value_or(kNone);
  const bool same_agent = agent == known.agent && (agent == kNone || !agents_[agent].changed);
  if (known.in_container && agent != kNone) {
    KeepAddresses(known.task, AgentAddresses(agents_[agent].agent), &task);
  }
  const bool was_unreachable = unreachable_.Remove(number);
  const bool same = same_agent && !was_unreachable && !frameworks_[framework].renamed;
  if (!is_new && same && known.task == task) return;
  kept_addresses_ += task.addresses_kept ? 1 : 0;
  kept_addresses_ -= known.task.addresses_kept ? 1 : 0;
  const bool in_container = IsInContainer(known, task, agent);
  known = {.task = std::move(task),
           .framework = framework,
           .agent = agent,
           .in_container = in_container};
  change->tasks_changed.push_back(number);
}

// The addresses that an agent wrote stay its own when it moves: the status was written before.
bool ClusterModel::IsInContainer(const KnownTask& before, const Task& task, Number agent) const {
  if (agent == kNone) return false;
  if (agent == before.agent && task.addresses == before.task.addresses) return before.in_container;
  return NamesContainer(task.addresses, AgentAddresses(agents_[agent].agent));
}

// The task of the same id, as long as it is known on the same agent.
std::optional<ClusterModel::Number> ClusterModel::FindOnAgent(Number framework,
                                                              const Task& task) const {
  const auto number = tasks_.Find(TaskKey(framework, task.id));
  const bool is_there = number && tasks_[*number].task.agent_id == task.agent_id;
  return is_there ? number : std::nullopt;
}

// Keeps the task, which the master cannot reach, as it was last. False when its agent was not known
// or its time is over.
bool ClusterModel::KeepUnreachable(Number number, Time now, ClusterChange* change) {
  KnownTask& known = tasks_[number];
  const bool is_kept = IsUnreachable(number);
  if (!unreachable_.MayKeep(number, now) || (!is_kept && known.agent == kNone)) return false;
  if (!tasks_.ClaimNumber(number)) return true;  // it runs too
  if (!is_kept) {
    const auto gone = gone_agents_.find(known.agent);
    const bool is_gone = gone != gone_agents_.end();
    unreachable_.Add(number, is_gone ? gone->second : agents_[known.agent].agent, now);
    known.agent = kNone;
  }
  if (!is_kept || frameworks_[known.framework].renamed) change->tasks_changed.push_back(number);
  return true;
}

// Before its removal.
void ClusterModel::Forget(Number number) {
  kept_addresses_ -= tasks_[number].task.addresses_kept ? 1 : 0;
  unreachable_.Remove(number);
}

std::string ClusterModel::TaskKey(Number framework, std::string_view task_id) {
  return absl::StrCat(framework, "/", ToAbsl(task_id));
}

}  // namespace signpost::mesos
