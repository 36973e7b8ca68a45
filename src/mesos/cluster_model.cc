#include "mesos/cluster_model.h"

#include <optional>
#include <utility>

namespace signpost::mesos {
namespace {

// Equal but for the tasks.
bool SameFramework(const Framework& a, const Framework& b) {
  return a.name == b.name && a.hostname == b.hostname && a.pid == b.pid;
}

bool HasEnded(const Task& task) { return task.state == TaskState::kOther; }

bool Runs(const Task& task) { return task.state == TaskState::kRunning; }

}  // namespace

ClusterChange ClusterModel::Replace(State state, const EventMarks& marks) {
  ClusterChange change;
  BeginUpdate();
  change.leader = leader_ != state.leader;
  leader_ = std::move(state.leader);
  ReplaceAgents(std::move(state.agents), marks, &change);
  ReplaceFrameworks(std::move(state.frameworks), marks, &change);
  KeepMarkedTasks(marks, &change);
  for (const Number number : tasks_.Unclaimed()) DropTask(number, &change);
  change.frameworks_removed = frameworks_.RemoveUnclaimed();
  EndUpdate(change);
  return change;
}

ClusterChange ClusterModel::PutTask(std::string_view framework_id, Task task) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  BeginUpdate();
  ReplaceTask(*framework, std::move(task), &change);
  return change;
}

ClusterChange ClusterModel::RemoveTask(std::string_view framework_id, std::string_view task_id) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  BeginUpdate();
  if (const auto number = tasks_.Find(TaskKey(*framework, task_id))) DropTask(*number, &change);
  return change;
}

ClusterChange ClusterModel::PutAgent(Agent agent) {
  ClusterChange change;
  BeginUpdate();
  const std::string id = agent.id;
  ReplaceAgent(std::move(agent), &change);
  if (!change.agents_changed.empty()) SettleTasks(tasks_of_agent_.Of(id), &change);
  EndUpdate(change);
  return change;
}

ClusterChange ClusterModel::RemoveAgent(std::string_view id) {
  ClusterChange change;
  const auto number = agents_.Find(id);
  if (!number) return change;
  BeginUpdate();
  agents_.Remove(*number);
  change.agents_removed.push_back(*number);
  SettleTasks(tasks_of_agent_.Of(ToAbsl(id)), &change);
  return change;
}

ClusterChange ClusterModel::PutFramework(Framework framework) {
  ClusterChange change;
  BeginUpdate();
  const auto known = frameworks_.Find(framework.id);
  if (known && !framework.pid) framework.pid = frameworks_[*known].framework.pid;
  const Number number = ReplaceFramework(std::move(framework), &change);
  if (frameworks_[number].renamed) SettleTasks(tasks_of_framework_.Of(number), &change);
  EndUpdate(change);
  return change;
}

ClusterChange ClusterModel::RemoveFramework(std::string_view id) {
  ClusterChange change;
  const auto number = frameworks_.Find(id);
  if (!number) return change;
  BeginUpdate();
  for (const Number task : tasks_of_framework_.Of(*number)) DropTask(task, &change);
  frameworks_.Remove(*number);
  change.frameworks_removed.push_back(*number);
  return change;
}

const Task* ClusterModel::FindTask(std::string_view framework_id, std::string_view task_id) const {
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return nullptr;
  const auto number = tasks_.Find(TaskKey(*framework, task_id));
  return number ? &tasks_[*number].task : nullptr;
}

void ClusterModel::BeginUpdate() {
  agents_.BeginUpdate();
  frameworks_.BeginUpdate();
  tasks_.BeginUpdate();
}

void ClusterModel::EndUpdate(const ClusterChange& change) {
  for (const Number number : change.agents_changed) agents_[number].changed = false;
  for (const Number number : change.frameworks_changed) frameworks_[number].renamed = false;
}

void ClusterModel::ReplaceAgents(std::vector<Agent> agents, const EventMarks& marks,
                                 ClusterChange* change) {
  for (Agent& agent : agents) {
    if (!marks.HasAgent(agent.id)) ReplaceAgent(std::move(agent), change);
  }
  for (const std::string& id : marks.agents()) {
    if (const auto number = agents_.Find(id)) agents_.Keep(*number);
  }
  change->agents_removed = agents_.RemoveUnclaimed();
}

void ClusterModel::ReplaceFrameworks(std::vector<Framework> frameworks, const EventMarks& marks,
                                     ClusterChange* change) {
  for (Framework& framework : frameworks) {
    const std::string id = framework.id;
    std::vector<Task> tasks = std::exchange(framework.tasks, {});
    const auto number = marks.HasFramework(id)
                            ? frameworks_.Find(id)
                            : std::optional(ReplaceFramework(std::move(framework), change));
    if (!number) continue;  // removed since
    for (Task& task : tasks) {
      if (HasEnded(task) || marks.HasTask(id, task.id)) continue;
      ReplaceTask(*number, std::move(task), change);
    }
  }
  for (const std::string& id : marks.frameworks()) {
    if (const auto number = frameworks_.Find(id)) frameworks_.Keep(*number);
  }
}

// As far as their frameworks are still there.
void ClusterModel::KeepMarkedTasks(const EventMarks& marks, ClusterChange* change) {
  for (const EventMarks::TaskId& marked : marks.tasks()) {
    const auto framework = frameworks_.Find(marked.framework_id);
    if (!framework || !frameworks_.IsClaimed(*framework)) continue;
    if (const auto number = tasks_.Find(TaskKey(*framework, marked.id))) KeepTask(*number, change);
  }
}

void ClusterModel::ReplaceAgent(Agent agent, ClusterChange* change) {
  const auto [number, is_new] = agents_.Claim(agent.id);
  KnownAgent& known = agents_[number];
  known.changed = is_new || !(known.agent == agent);
  if (!known.changed) return;
  known.agent = std::move(agent);
  change->agents_changed.push_back(number);
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
  if (is_new) {
    known.framework = framework;
    tasks_of_framework_.Add(framework, number);
    tasks_of_agent_.Add(task.agent_id, number);
  } else if (known.task.agent_id != task.agent_id) {
    tasks_of_agent_.Remove(known.task.agent_id, number);
    tasks_of_agent_.Add(task.agent_id, number);
  }
  known.task.status_time = task.status_time;  // alone it changes nothing that is served
  const bool changed = is_new || !(known.task == task);
  const bool ran = Runs(known.task);
  if (changed) known.task = std::move(task);
  if (ran != Runs(known.task)) running_count_ += ran ? -1 : 1;
  SettleTask(number, {.changed = changed, .ran = ran}, change);
}

void ClusterModel::KeepTask(Number number, ClusterChange* change) {
  tasks_.Keep(number);
  SettleTasks({number}, change);
}

void ClusterModel::SettleTasks(const std::vector<Number>& numbers, ClusterChange* change) {
  for (const Number number : numbers) {
    SettleTask(number, {.changed = false, .ran = Runs(tasks_[number].task)}, change);
  }
}

// Finds its agent again, and lists it if its records may differ.
void ClusterModel::SettleTask(Number number, TaskUpdate update, ClusterChange* change) {
  KnownTask& known = tasks_[number];
  const Number agent = agents_.Find(known.task.agent_id).value_or(kNone);
  const bool same_agent = agent == known.agent && (agent == kNone || !agents_[agent].changed);
  known.agent = agent;
  if (!update.changed && same_agent && !frameworks_[known.framework].renamed) return;
  if (update.ran || Runs(known.task)) change->tasks_changed.push_back(number);
}

void ClusterModel::DropTask(Number number, ClusterChange* change) {
  const KnownTask& known = tasks_[number];
  tasks_of_framework_.Remove(known.framework, number);
  tasks_of_agent_.Remove(known.task.agent_id, number);
  if (Runs(known.task)) {
    --running_count_;
    change->tasks_removed.push_back(number);
  }
  tasks_.Remove(number);
}

std::string ClusterModel::TaskKey(Number framework, std::string_view task_id) {
  return absl::StrCat(framework, "/", ToAbsl(task_id));
}

}  // namespace signpost::mesos
