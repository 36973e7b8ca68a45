#include "mesos/cluster_model.h"

#include <utility>

namespace signpost::mesos {
namespace {

// Equal but for the tasks.
bool SameFramework(const Framework& a, const Framework& b) {
  return a.name == b.name && a.hostname == b.hostname && a.pid == b.pid;
}

}  // namespace

ClusterChange ClusterModel::Replace(State state) {
  ClusterChange change;
  change.leader = leader_ != state.leader;
  leader_ = std::move(state.leader);
  agents_.BeginUpdate();
  frameworks_.BeginUpdate();
  tasks_.BeginUpdate();
  ReplaceAgents(std::move(state.agents), &change);
  for (Framework& framework : state.frameworks) {
    std::vector<Task> tasks = std::exchange(framework.tasks, {});
    const Number number = ReplaceFramework(std::move(framework), &change);
    for (Task& task : tasks) {
      if (task.state == TaskState::kRunning) ReplaceTask(number, std::move(task), &change);
    }
  }
  change.tasks_removed = tasks_.RemoveUnclaimed();
  change.frameworks_removed = frameworks_.RemoveUnclaimed();
  for (const Number number : change.agents_changed) agents_[number].changed = false;
  for (const Number number : change.frameworks_changed) frameworks_[number].renamed = false;
  return change;
}

ClusterChange ClusterModel::PutTask(std::string_view framework_id, Task task) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  tasks_.BeginUpdate();
  ReplaceTask(*framework, std::move(task), &change);
  return change;
}

ClusterChange ClusterModel::RemoveTask(std::string_view framework_id, std::string_view task_id) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  tasks_.BeginUpdate();
  if (const auto number = tasks_.Find(TaskKey(*framework, task_id))) {
    tasks_.Remove(*number);
    change.tasks_removed.push_back(*number);
  }
  return change;
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
  change->agents_removed = agents_.RemoveUnclaimed();
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
  if (!is_new && same_agent && !frameworks_[framework].renamed && known.task == task) return;
  known = {.task = std::move(task), .framework = framework, .agent = agent};
  change->tasks_changed.push_back(number);
}

std::string ClusterModel::TaskKey(Number framework, std::string_view task_id) {
  return absl::StrCat(framework, "/", ToAbsl(task_id));
}

}  // namespace signpost::mesos
