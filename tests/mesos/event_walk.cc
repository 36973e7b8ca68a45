#include "mesos/event_walk.h"

#include <utility>

#include "mesos/pid.h"

namespace signpost::testing {
namespace {

using mesos::TaskState;
using Texts = std::vector<std::string>;

// Few names, so that they meet.
const Texts kNames = {"web", "api", "Web", "x_y", "f"};
const Texts kFrameworkNames = {"f", "g", "web.f"};

}  // namespace

EventWalk::EventWalk(uint64_t seed) : random_(seed) {
  SubscribeFramework();
  AddAgent();
  AddAgent();
  events_.clear();
}

mesos::State EventWalk::state() const {
  mesos::State state;
  state.leader = "master@10.0.0.1:5050";
  for (const auto& [id, agent] : agents_) {
    if (!agent.is_lost) state.agents.push_back(agent.agent);
  }
  for (const auto& [id, framework] : frameworks_) {
    state.frameworks.push_back(framework);
    for (const auto& [key, task] : tasks_) {
      if (task.framework_id == id && !task.is_lost) {
        state.frameworks.back().tasks.push_back(task.task);
      }
    }
  }
  return state;
}

std::vector<mesos::Event> EventWalk::Step() {
  events_.clear();
  is_half_told_ = false;
  using Action = void (EventWalk::*)();
  constexpr Action kActions[] = {
      &EventWalk::Launch,          &EventWalk::Launch,      &EventWalk::Launch,
      &EventWalk::UpdateTask,      &EventWalk::UpdateTask,  &EventWalk::UpdateTask,
      &EventWalk::UpdateTask,      &EventWalk::UpdateTask,  &EventWalk::AddAgent,
      &EventWalk::MoveAgent,       &EventWalk::RemoveAgent, &EventWalk::LoseAgent,
      &EventWalk::ReturnAgent,     &EventWalk::ReturnAgent, &EventWalk::SubscribeFramework,
      &EventWalk::RemoveFramework, &EventWalk::RepeatStale};
  (this->*kActions[Below(std::size(kActions))])();
  return std::exchange(events_, {});
}

template <typename Map>
std::optional<typename Map::key_type> EventWalk::AnyOf(const Map& map) {
  if (map.empty()) return std::nullopt;
  return std::next(map.begin(), static_cast<ptrdiff_t>(Below(map.size())))->first;
}

void EventWalk::Launch() {
  const auto framework = AnyOf(frameworks_);
  const auto agent = AnyOf(agents_);
  if (!framework || !agent || agents_[*agent].is_lost || tasks_.size() > 20) return;
  const std::string key = "t" + std::to_string(next_id_++);
  mesos::Task task;
  task.id = key;
  task.name = kNames[Below(kNames.size())];
  task.agent_id = *agent;
  task.state = TaskState::kStaging;
  if (Below(2) == 0) task.ports.push_back(static_cast<uint16_t>(31000 + Below(5)));
  if (Below(3) == 0) task.discovery_name = kNames[Below(kNames.size())];
  if (Below(3) == 0) task.discovery_ports.push_back({.number = 80, .name = "http", .protocol = ""});
  tasks_[key] = {.framework_id = *framework, .task = task, .is_lost = false};
  events_.emplace_back(mesos::TaskAdded{*framework, task});
}

void EventWalk::Tell(const std::string& key, mesos::TaskUpdated update) {
  const Task& task = tasks_[key];
  update.framework_id = task.framework_id;
  update.update.id = task.task.id;
  update.update.agent_id = task.task.agent_id;
  events_.emplace_back(update);
  told_.push_back(std::move(update));
  if (told_.size() > 30) told_.erase(told_.begin());
}

void EventWalk::UpdateTask() {
  const auto key = AnyOf(tasks_);
  if (!key || tasks_[*key].is_lost) return;
  if (Below(6) == 0) return End(*key, TaskState::kOther, /*agent_removed=*/false);
  mesos::Task& task = tasks_[*key].task;
  constexpr TaskState kStates[] = {TaskState::kStarting, TaskState::kRunning, TaskState::kRunning,
                                   TaskState::kRunning, TaskState::kKilling};
  mesos::TaskUpdated told;
  mesos::Task& update = told.update;
  update.state = task.state = kStates[Below(std::size(kStates))];
  update.status_time = task.status_time = Now();
  // The status is of another state now and then: older than the newest.
  told.status_runs = update.state == TaskState::kRunning && Below(5) > 0;
  if (told.status_runs) {
    const std::string address = "10.1.0." + std::to_string(1 + Below(3));
    update.addresses.netinfo = task.addresses.netinfo = {*IpAddress::Parse(address)};
    update.healthy = task.healthy = Below(3) > 0;
  }
  Tell(*key, told);
}

void EventWalk::End(const std::string& key, TaskState told, bool agent_removed) {
  mesos::TaskUpdated update;
  update.update.state = told;
  update.update.status_time = Now();
  update.agent_removed = agent_removed;
  Tell(key, update);
  if (told == TaskState::kOther) {
    std::erase_if(told_, [&](const mesos::TaskUpdated& past) { return past.update.id == key; });
    tasks_.erase(key);
  } else {
    tasks_[key].is_lost = true;
  }
}

void EventWalk::AddAgent() {
  if (agents_.size() > 4) return;
  const std::string id = "20-S" + std::to_string(next_id_++);
  const std::string pid = "slave(1)@10.0.1." + std::to_string(1 + Below(200)) + ":5051";
  agents_[id].agent = {.id = id, .hostname = {}, .pid = mesos::ParsePid(pid)};
  events_.emplace_back(mesos::AgentAdded{agents_[id].agent});
}

void EventWalk::MoveAgent() {
  const auto id = AnyOf(agents_);
  if (!id || agents_[*id].is_lost) return;
  agents_[*id].agent.pid->port = static_cast<uint16_t>(5051 + Below(3));
  events_.emplace_back(mesos::AgentAdded{agents_[*id].agent});
}

void EventWalk::RemoveAgent() {
  const auto id = AnyOf(agents_);
  if (!id) return;
  for (const auto& [key, task] : std::map(tasks_)) {
    if (task.task.agent_id == *id) End(key, TaskState::kOther, /*agent_removed=*/true);
  }
  agents_.erase(*id);
  events_.emplace_back(mesos::AgentRemoved{*id});
}

void EventWalk::LoseAgent() {
  const auto id = AnyOf(agents_);
  if (!id || agents_[*id].is_lost) return;
  for (const auto& [key, task] : std::map(tasks_)) {
    if (task.task.agent_id == *id) End(key, TaskState::kUnreachable, /*agent_removed=*/true);
  }
  agents_[*id].is_lost = true;
  is_half_told_ = true;
}

// Tasks first; some have ended meanwhile.
void EventWalk::ReturnAgent() {
  const auto id = AnyOf(agents_);
  if (!id || !agents_[*id].is_lost) return;
  for (const auto& [key, task] : std::map(tasks_)) {
    if (task.task.agent_id != *id) continue;
    tasks_[key].is_lost = false;
    mesos::TaskAdded added{task.framework_id, task.task};
    if (Below(3) == 0) {
      added.task.state = TaskState::kOther;
      added.task.status_time = Now();
      tasks_.erase(key);
    }
    events_.emplace_back(std::move(added));
  }
  agents_[*id].is_lost = false;
  events_.emplace_back(mesos::AgentAdded{agents_[*id].agent});
}

void EventWalk::SubscribeFramework() {
  const bool is_new = frameworks_.size() < 3 && Below(2) == 0;
  const std::string id =
      is_new || frameworks_.empty() ? "F" + std::to_string(next_id_++) : *AnyOf(frameworks_);
  mesos::Framework& framework = frameworks_[id];
  framework.id = id;
  framework.name = kFrameworkNames[Below(kFrameworkNames.size())];
  framework.hostname = Below(2) == 0 ? "10.0.0.9" : "";
  events_.emplace_back(mesos::FrameworkAdded{framework});
  if (Below(3) > 0) return;
  framework.pid = mesos::ParsePid("s@10.0.0." + std::to_string(1 + Below(9)) + ":1");
  is_half_told_ = true;
}

void EventWalk::RemoveFramework() {
  const auto id = AnyOf(frameworks_);
  if (!id || Below(3) > 0) return;
  for (const auto& [key, task] : std::map(tasks_)) {
    if (task.framework_id == *id) End(key, TaskState::kOther, /*agent_removed=*/false);
  }
  const std::string removed = *id;
  frameworks_.erase(removed);
  events_.emplace_back(mesos::FrameworkRemoved{removed});
}

// What was told already, and is overtaken by something newer.
void EventWalk::RepeatStale() {
  if (told_.empty()) return;
  const mesos::TaskUpdated& told = told_[Below(told_.size())];
  const auto task = tasks_.find(told.update.id);
  if (task == tasks_.end() || told.update.status_time >= task->second.task.status_time) return;
  events_.emplace_back(told);
}

}  // namespace signpost::testing
