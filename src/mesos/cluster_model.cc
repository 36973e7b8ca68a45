#include "mesos/cluster_model.h"

#include <algorithm>
#include <utility>

#include "mesos/record_generator.h"
#include "mesos/task_addresses.h"

namespace signpost::mesos {
namespace {

// Equal but for the tasks.
bool SameFramework(const Framework& a, const Framework& b) {
  return a.name == b.name && a.hostname == b.hostname && a.pid == b.pid &&
         a.looked_up == b.looked_up;
}

// The name that its address follows from; empty when it has none or the address is there.
std::string HostOf(const std::optional<Pid>& pid) {
  return pid && !pid->address ? LookedUpName(pid->host) : std::string();
}

std::string HostOf(const Framework& framework) {
  return framework.pid ? HostOf(framework.pid) : LookedUpName(framework.hostname);
}

bool HasEnded(const Task& task) { return task.state == TaskState::kOther; }

bool Runs(const Task& task) { return task.state == TaskState::kRunning; }

}  // namespace

ClusterChange ClusterModel::Replace(State state, Time now, const EventMarks& marks,
                                    const Holdover& holdover) {
  const Keepers keepers{.marks = marks, .holdover = holdover};
  ClusterChange change;
  BeginUpdate();
  change.leader = leader_ != state.leader;
  leader_ = std::move(state.leader);
  ReplaceAgents(std::move(state.agents), keepers, &change);
  const auto absent = ReplaceFrameworks(std::move(state.frameworks), keepers, &change);
  KeepMarkedTasks(marks, &change);
  ReplaceAbsent(absent, now, &change);
  KeepOrDropTasks(holdover, &change);
  DropUnclaimedFrameworks(&change);
  EndUpdate(change);
  return change;
}

ClusterChange ClusterModel::PutTask(std::string_view framework_id, Task task, Time now) {
  ClusterChange change;
  const auto framework = frameworks_.Find(framework_id);
  if (!framework) return change;
  BeginUpdate();
  const auto number = FindOnAgent(*framework, task);
  if (task.state == TaskState::kUnreachable) {
    if (number && !KeepUnreachable(*number, now, &change)) DropTask(*number, &change);
  } else if (number && Runs(task) && IsUnreachable(*number) && !HasAgent(task.agent_id)) {
    returning_.insert_or_assign(*number, std::move(task));
  } else {
    ReplaceTask(*framework, std::move(task), &change);
  }
  return change;
}

ClusterChange ClusterModel::RemoveTask(std::string_view framework_id, std::string_view task_id) {
  ClusterChange change;
  BeginUpdate();
  if (const auto number = FindTask(framework_id, task_id)) DropTask(*number, &change);
  return change;
}

ClusterChange ClusterModel::PutAgent(Agent agent) {
  ClusterChange change;
  BeginUpdate();
  const std::string id = agent.id;
  ReplaceAgent(std::move(agent), &change);
  for (const Number number : tasks_of_agent_.Of(id)) {
    if (!TakeReturning(number, &change)) SettleTasks({number}, &change);
  }
  EndUpdate(change);
  return change;
}

ClusterChange ClusterModel::RemoveAgent(std::string_view id) {
  ClusterChange change;
  BeginUpdate();
  if (const auto number = agents_.Find(id)) {
    agents_of_host_.Move(*number, HostOf(agents_[*number].agent.pid), "");
    agents_.Remove(*number);
    change.agents_removed.push_back(*number);
  }
  for (const Number number : tasks_of_agent_.Of(ToAbsl(id))) {
    if (IsUnreachable(number)) {
      DropTask(number, &change);
    } else {
      SettleTasks({number}, &change);
    }
  }
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
  frameworks_of_host_.Move(*number, HostOf(frameworks_[*number].framework), "");
  frameworks_.Remove(*number);
  change.frameworks_removed.push_back(*number);
  return change;
}

ClusterChange ClusterModel::SetHosts(std::span<const HostAddresses> found) {
  ClusterChange change;
  BeginUpdate();
  for (const HostAddresses& host : found) {
    if (!hosts_.Set(host)) continue;
    for (const Number number : agents_of_host_.Of(host.host)) {
      MoveAgentTo(number, host.addresses, &change);
    }
    for (const Number number : frameworks_of_host_.Of(host.host)) {
      frameworks_[number].framework.looked_up = host.addresses;
      change.frameworks_changed.push_back(number);
    }
  }
  EndUpdate(change);
  return change;
}

void ClusterModel::MoveAgentTo(Number number, const std::vector<IpAddress>& addresses,
                               ClusterChange* change) {
  KnownAgent& known = agents_[number];
  const bool was_known = !known.agent.looked_up.empty();
  known.agent.looked_up = addresses;
  known.changed = true;
  change->agents_changed.push_back(number);
  if (agents_.Find(known.agent.id) != number) return;  // no task is another's of the same id
  for (const Number task : tasks_of_agent_.Of(known.agent.id)) {
    // Before, nobody could tell whose addresses its status had.
    KnownTask& on_it = tasks_[task];
    if (!was_known) on_it.in_container = NamesContainer(on_it.task.addresses, addresses);
    SettleTasks({task}, change);
  }
}

ClusterChange ClusterModel::Expire(Time now) {
  ClusterChange change;
  BeginUpdate();
  for (const Number number : unreachable_.TakeDue(now)) DropTask(number, &change);
  return change;
}

const Agent* ClusterModel::AgentOfTask(Number number) const {
  const KnownTask& known = tasks_[number];
  if (!Runs(known.task)) return nullptr;
  return known.agent == kNone ? unreachable_.AgentOf(number) : &agents_[known.agent].agent;
}

std::optional<ClusterModel::Number> ClusterModel::FindTask(std::string_view framework_id,
                                                           std::string_view task_id) const {
  const auto framework = frameworks_.Find(framework_id);
  return framework ? tasks_.Find(TaskKey(*framework, task_id)) : std::nullopt;
}

const Task& ClusterModel::NewestOf(Number number) const {
  const auto returning = returning_.find(number);
  return returning == returning_.end() ? tasks_[number].task : returning->second;
}

Holdover::Known ClusterModel::KnownIds() const {
  Holdover::Known known;
  for (const Number number : agents_.Numbers()) known.agents.insert(agents_[number].agent.id);
  for (const Number number : tasks_.Numbers()) {
    if (IsUnreachable(number)) known.lost_agents.insert(tasks_[number].task.agent_id);
  }
  for (const Number number : frameworks_.Numbers()) {
    known.frameworks.insert(frameworks_[number].framework.id);
  }
  return known;
}

size_t ClusterModel::RunningOn(std::string_view agent_id) const {
  const auto numbers = tasks_of_agent_.Of(ToAbsl(agent_id));
  return static_cast<size_t>(
      std::ranges::count_if(numbers, [this](Number number) { return Runs(tasks_[number].task); }));
}

void ClusterModel::BeginUpdate() {
  agents_.BeginUpdate();
  frameworks_.BeginUpdate();
  tasks_.BeginUpdate();
}

void ClusterModel::EndUpdate(const ClusterChange& change) {
  for (const Number number : change.agents_changed) agents_[number].changed = false;
  for (const Number number : change.frameworks_changed) frameworks_[number].renamed = false;
  gone_agents_.clear();
}

void ClusterModel::ReplaceAgents(std::vector<Agent> agents, const Keepers& keepers,
                                 ClusterChange* change) {
  for (Agent& agent : agents) {
    if (!keepers.marks.HasAgent(agent.id)) ReplaceAgent(std::move(agent), change);
  }
  for (const std::string& id : keepers.marks.agents()) {
    if (const auto number = agents_.Find(id)) agents_.ClaimNumber(*number);
  }
  for (const Number number : agents_.Unclaimed()) {
    Agent& agent = agents_[number].agent;
    if (keepers.holdover.KeepsAgent(agent.id)) {
      agents_.ClaimNumber(number);
    } else {
      agents_of_host_.Move(number, HostOf(agent.pid), "");
      gone_agents_.emplace(number, std::move(agent));
    }
  }
  change->agents_removed = agents_.RemoveUnclaimed();
}

// Returns the tasks that have ended or that the master cannot reach, by the numbers of their
// frameworks: another of the same id, listed after them, may run.
ClusterModel::TasksOfFrameworks ClusterModel::ReplaceFrameworks(std::vector<Framework> frameworks,
                                                                const Keepers& keepers,
                                                                ClusterChange* change) {
  TasksOfFrameworks absent;
  for (Framework& framework : frameworks) {
    const std::string id = framework.id;
    std::vector<Task> tasks = std::exchange(framework.tasks, {});
    if (framework.recovered && keepers.holdover.AwaitsFramework(id)) KeepScheduler(&framework);
    const auto number = keepers.marks.HasFramework(id)
                            ? frameworks_.Find(id)
                            : std::optional(ReplaceFramework(std::move(framework), change));
    if (!number) continue;  // removed since
    for (Task& task : tasks) {
      if (keepers.marks.HasTask(id, task.id)) continue;
      if (task.state == TaskState::kUnreachable || HasEnded(task)) {
        absent.emplace_back(*number, std::move(task));
      } else {
        ReplaceTask(*number, std::move(task), change);
      }
    }
  }
  KeepFrameworks(keepers);
  return absent;
}

void ClusterModel::KeepFrameworks(const Keepers& keepers) {
  for (const Number number : frameworks_.Unclaimed()) {
    const std::string& id = frameworks_[number].framework.id;
    if (keepers.marks.HasFramework(id) || keepers.holdover.KeepsFramework(id)) {
      frameworks_.ClaimNumber(number);
    }
  }
}

// A master learns from agents what frameworks there are, not where their schedulers are.
void ClusterModel::KeepScheduler(Framework* framework) const {
  const auto number = frameworks_.Find(framework->id);
  if (!number || framework->pid) return;
  framework->pid = frameworks_[*number].framework.pid;
}

// As far as their frameworks are still there.
void ClusterModel::KeepMarkedTasks(const EventMarks& marks, ClusterChange* change) {
  for (const EventMarks::TaskId& marked : marks.tasks()) {
    const auto framework = frameworks_.Find(marked.framework_id);
    if (!framework || !frameworks_.IsClaimed(*framework)) continue;
    const auto number = tasks_.Find(TaskKey(*framework, marked.id));
    if (!number || tasks_.IsClaimed(*number) || TakeReturning(*number, change)) continue;
    tasks_.ClaimNumber(*number);
    SettleTasks({*number}, change);
  }
}

// Takes over what the task brought when it came back, once its agent is known. False when it has
// not come back or the agent has not.
bool ClusterModel::TakeReturning(Number number, ClusterChange* change) {
  const auto returning = returning_.find(number);
  if (returning == returning_.end() || !HasAgent(returning->second.agent_id)) return false;
  Task task = std::move(returning->second);
  ReplaceTask(tasks_[number].framework, std::move(task), change);
  return true;
}

// What is listed as unreachable is kept for its grace, or dropped, but not held; nor is what has
// ended.
void ClusterModel::ReplaceAbsent(const TasksOfFrameworks& tasks, Time now, ClusterChange* change) {
  for (const auto& [framework, task] : tasks) {
    if (HasEnded(task)) {
      DropUnclaimed(tasks_.Find(TaskKey(framework, task.id)), change);
      continue;
    }
    const auto number = FindOnAgent(framework, task);
    if (number && !KeepUnreachable(*number, now, change)) DropUnclaimed(number, change);
  }
}

void ClusterModel::DropUnclaimed(std::optional<Number> number, ClusterChange* change) {
  if (number && !tasks_.IsClaimed(*number)) DropTask(*number, change);
}

// Of those that are not listed.
void ClusterModel::KeepOrDropTasks(const Holdover& holdover, ClusterChange* change) {
  held_.clear();
  for (const Number number : tasks_.Unclaimed()) {
    const KnownTask& known = tasks_[number];
    const bool is_lost = IsUnreachable(number) && holdover.IsStillLost(known.task.agent_id);
    if (!is_lost && !holdover.KeepsAgent(known.task.agent_id)) {
      DropTask(number, change);
      continue;
    }
    tasks_.ClaimNumber(number);
    frameworks_.ClaimNumber(known.framework);
    SettleTasks({number}, change);
    if (Runs(known.task) && !IsUnreachable(number)) held_.insert(number);
  }
}

void ClusterModel::DropUnclaimedFrameworks(ClusterChange* change) {
  for (const Number number : frameworks_.Unclaimed()) {
    frameworks_of_host_.Move(number, HostOf(frameworks_[number].framework), "");
  }
  change->frameworks_removed = frameworks_.RemoveUnclaimed();
}

void ClusterModel::ReplaceAgent(Agent agent, ClusterChange* change) {
  const auto [number, is_new] = agents_.Claim(agent.id);
  KnownAgent& known = agents_[number];
  const std::string host = HostOf(agent.pid);
  agent.looked_up = hosts_.AddressesOf(host);
  known.changed = is_new || !(known.agent == agent);
  if (!known.changed) return;
  agents_of_host_.Move(number, HostOf(known.agent.pid), host);
  known.agent = std::move(agent);
  change->agents_changed.push_back(number);
}

ClusterModel::Number ClusterModel::ReplaceFramework(Framework framework, ClusterChange* change) {
  const auto [number, is_new] = frameworks_.Claim(framework.id);
  KnownFramework& known = frameworks_[number];
  const std::string host = HostOf(framework);
  framework.looked_up = hosts_.AddressesOf(host);
  known.renamed = is_new || known.framework.name != framework.name;
  if (is_new || !SameFramework(known.framework, framework)) {
    frameworks_of_host_.Move(number, HostOf(known.framework), host);
    known.framework = std::move(framework);
    change->frameworks_changed.push_back(number);
  }
  return number;
}

void ClusterModel::ReplaceTask(Number framework, Task task, ClusterChange* change) {
  const auto [number, is_new] = tasks_.Claim(TaskKey(framework, task.id));
  KnownTask& known = tasks_[number];
  known.framework = framework;
  LinkTask(number, is_new, task);
  const Number agent = agents_.Find(task.agent_id).value_or(kNone);
  if (known.in_container && agent != kNone) {
    KeepAddresses(known.task, AgentAddresses(agents_[agent].agent), &task);
  }
  known.task.status_time = task.status_time;  // alone it changes nothing that is served
  returning_.erase(number);
  held_.erase(number);
  TaskUpdate update{.changed = unreachable_.Remove(number) || is_new, .ran = Runs(known.task)};
  if (is_new || !(known.task == task)) {
    update.changed = true;
    kept_addresses_ += task.addresses_kept ? 1 : 0;
    kept_addresses_ -= known.task.addresses_kept ? 1 : 0;
    running_ += Runs(task) ? 1 : 0;
    running_ -= update.ran ? 1 : 0;
    known.in_container = IsInContainer(known, task, agent);
    known.task = std::move(task);
  }
  SettleTask(number, update, change);
}

// Before `task` is taken over.
void ClusterModel::LinkTask(Number number, bool is_new, const Task& task) {
  const KnownTask& known = tasks_[number];
  if (is_new) tasks_of_framework_.Add(known.framework, number);
  if (!is_new && known.task.agent_id == task.agent_id) return;
  if (!is_new) tasks_of_agent_.Remove(known.task.agent_id, number);
  tasks_of_agent_.Add(task.agent_id, number);
}

// Finds its agent anew, and lists it if its records may differ.
void ClusterModel::SettleTask(Number number, TaskUpdate update, ClusterChange* change) {
  KnownTask& known = tasks_[number];
  const Number agent =
      IsUnreachable(number) ? kNone : agents_.Find(known.task.agent_id).value_or(kNone);
  const bool same_agent = agent == known.agent && (agent == kNone || !agents_[agent].changed);
  if (agent != known.agent) known.in_container = IsInContainer(known, known.task, agent);
  known.agent = agent;
  if (!update.changed && same_agent && !frameworks_[known.framework].renamed) return;
  if (update.ran || Runs(known.task)) change->tasks_changed.push_back(number);
}

void ClusterModel::SettleTasks(const std::vector<Number>& numbers, ClusterChange* change) {
  for (const Number number : numbers) {
    SettleTask(number, {.changed = false, .ran = Runs(tasks_[number].task)}, change);
  }
}

void ClusterModel::DropTask(Number number, ClusterChange* change) {
  const KnownTask& known = tasks_[number];
  tasks_of_framework_.Remove(known.framework, number);
  tasks_of_agent_.Remove(known.task.agent_id, number);
  unreachable_.Remove(number);
  returning_.erase(number);
  held_.erase(number);
  kept_addresses_ -= known.task.addresses_kept ? 1 : 0;
  if (Runs(known.task)) {
    --running_;
    change->tasks_removed.push_back(number);
  }
  tasks_.Remove(number);
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

// Keeps the task, which the master cannot reach, as it was last. False when it did not run, its
// agent was not known or its time is over.
bool ClusterModel::KeepUnreachable(Number number, Time now, ClusterChange* change) {
  KnownTask& known = tasks_[number];
  const bool is_kept = IsUnreachable(number);
  const bool could_be = is_kept || (Runs(known.task) && known.agent != kNone);
  if (!could_be || !unreachable_.MayKeep(number, now)) return false;
  if (!tasks_.ClaimNumber(number)) return true;  // it runs too
  if (!is_kept) {
    const auto gone = gone_agents_.find(known.agent);
    const bool is_gone = gone != gone_agents_.end();
    unreachable_.Add(number, is_gone ? gone->second : agents_[known.agent].agent, now);
    known.agent = kNone;
  }
  returning_.erase(number);
  if (!is_kept || frameworks_[known.framework].renamed) change->tasks_changed.push_back(number);
  return true;
}

std::string ClusterModel::TaskKey(Number framework, std::string_view task_id) {
  return absl::StrCat(framework, "/", ToAbsl(task_id));
}

}  // namespace signpost::mesos
