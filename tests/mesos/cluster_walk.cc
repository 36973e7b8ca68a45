#include "mesos/cluster_walk.h"

#include <algorithm>

#include "mesos/pid.h"

namespace signpost::testing {
namespace {

using mesos::Framework;
using mesos::Task;
using mesos::TaskState;
using Texts = std::vector<std::string>;

const std::string kZero("a\0001", 3);  // as repeated ids are told apart inside

// Few ids and names, so that they repeat, meet and come back.
const Texts kAgentIds = {"20-S0", "20-S1", "20-S2", "20-S3", "", "plain"};
const Texts kFrameworkIds = {"F0", "F1", "F2", "F3", "", "F0"};
const Texts kFrameworkNames = {"f", "g", "F", "web.f", "api.g", "f.slave", "", "leader", "_tcp.f"};
const Texts kTaskIds = {"a", "b", "c", "d", "e", "", kZero, "a.1"};
const Texts kTaskNames = {"web", "api", "Web", "web.x", "", "x_y", std::string(70, 'l'), "-"};
const Texts kDiscoveryNames = {"", "", "", "web", "API", "a b", "x_y"};
const Texts kPids = {"s@10.0.1.1:1", "s@10.0.1.2:1", "s@10.0.1.2:2", "s@[fd00::1]:1", "s@h:1", ""};
const Texts kAddresses = {"10.1.0.1", "10.1.0.2", "10.1.0.3", "fd00::2"};
const Texts kLeaders = {"m@10.0.0.1:5050", "m@10.0.0.2:5050", "m@[fd00::3]:5050", "m@h:5050"};

void Shuffle(std::mt19937_64* random, auto* values) {
  for (size_t i = values->size(); i > 1; --i)
    std::swap((*values)[i - 1], (*values)[(*random)() % i]);
}

}  // namespace

mesos::Agent ClusterWalk::RandomAgent() {
  return {.id = OneOf(kAgentIds), .hostname = {}, .pid = mesos::ParsePid(OneOf(kPids))};
}

Framework ClusterWalk::RandomFramework() {
  return {.id = OneOf(kFrameworkIds),
          .name = OneOf(kFrameworkNames),
          .hostname = Below(4) == 0 ? OneOf(kAddresses) : "",
          .pid = mesos::ParsePid(OneOf(kPids)),
          .tasks = {}};
}

Task ClusterWalk::RandomTask() {
  Task task;
  task.id = OneOf(kTaskIds);
  task.name = OneOf(kTaskNames);
  task.agent_id = OneOf(kAgentIds);
  task.state = Below(8) == 0 ? TaskState::kKilling : TaskState::kRunning;
  task.discovery_name = OneOf(kDiscoveryNames);
  task.healthy = Below(3) != 0;
  // By its id a task has an address or never: else what is kept of the last states would count.
  for (size_t count = task.id.size() == 1 ? 1 + Below(2) : 0; count > 0; --count) {
    task.addresses.netinfo.push_back(*IpAddress::Parse(OneOf(kAddresses)));
  }
  for (size_t count = Below(3); count > 0; --count) {
    task.ports.push_back(static_cast<uint16_t>(31000 + Below(3)));
  }
  for (size_t count = Below(3); count > 0; --count) {
    const auto number = static_cast<uint16_t>(80 + Below(2));
    task.discovery_ports.push_back(
        {number, OneOf(Texts{"", "http", "A_B"}), OneOf(Texts{"", "tcp"})});
  }
  return task;
}

void ClusterWalk::Step() {
  switch (Below(8)) {
    case 0:
      state_.leader = OneOf(kLeaders);
      break;
    case 1:
      ChangeAgents();
      break;
    case 2:
      ChangeFrameworks();
      break;
    case 3:  // all change at once
      ChangeAgents();
      ChangeFrameworks();
      for (Framework& framework : state_.frameworks) ChangeTasks(&framework.tasks);
      break;
    case 4:
      Shuffle(&random_, &state_.frameworks);
      Shuffle(&random_, &state_.agents);
      break;
    default:
      if (state_.frameworks.empty()) return ChangeFrameworks();
      ChangeTasks(&state_.frameworks[Below(state_.frameworks.size())].tasks);
      break;
  }
}

void ClusterWalk::ChangeAgents() {
  auto& agents = state_.agents;
  const size_t action = agents.empty() ? 0 : Below(4);
  if (action == 0 && agents.size() < 6) {
    agents.push_back(RandomAgent());
  } else if (action == 1) {
    agents.erase(agents.begin() + static_cast<ptrdiff_t>(Below(agents.size())));
  } else if (!agents.empty()) {
    agents[Below(agents.size())].pid = mesos::ParsePid(OneOf(kPids));
  }
}

void ClusterWalk::ChangeFrameworks() {
  auto& frameworks = state_.frameworks;
  const size_t action = frameworks.empty() ? 0 : Below(4);
  if (action == 0 && frameworks.size() < 5) {
    frameworks.push_back(RandomFramework());
  } else if (action == 1) {
    frameworks.erase(frameworks.begin() + static_cast<ptrdiff_t>(Below(frameworks.size())));
  } else if (!frameworks.empty()) {
    ChangeFramework(&frameworks[Below(frameworks.size())]);
  }
}

void ClusterWalk::ChangeFramework(Framework* framework) {
  Framework other = RandomFramework();
  if (Below(2) == 0) framework->name = other.name;
  if (Below(2) == 0) framework->pid = other.pid;
  if (Below(4) == 0) framework->hostname = other.hostname;
  if (Below(4) == 0) framework->id = other.id;
}

void ClusterWalk::ChangeTasks(std::vector<Task>* tasks) {
  for (size_t count = 1 + Below(4); count > 0; --count) {
    const size_t action = tasks->empty() ? 0 : Below(3);
    const size_t at = tasks->empty() ? 0 : Below(tasks->size());
    if (action == 0 && tasks->size() < 8) {
      tasks->push_back(RandomTask());
    } else if (action == 1) {
      tasks->erase(tasks->begin() + static_cast<ptrdiff_t>(at));
    } else if (!tasks->empty()) {
      (*tasks)[at] = RandomTask();
    }
  }
}

bool ClusterWalk::StepOfOneTask(TaskChange* change) {
  if (state_.frameworks.empty()) return false;
  Framework& framework = state_.frameworks[Below(state_.frameworks.size())];
  Task task = RandomTask();
  task.state = TaskState::kRunning;
  const auto same_id = [&](const auto& other) { return other.id == task.id; };
  const auto same_framework = [&](const Framework& other) { return other.id == framework.id; };
  if (std::ranges::count_if(state_.frameworks, same_framework) != 1) return false;
  if (std::ranges::count_if(framework.tasks, same_id) > 1) return false;
  *change = {.framework_id = framework.id, .task = task, .removed = Below(2) == 0};
  std::erase_if(framework.tasks, same_id);
  if (!change->removed) framework.tasks.push_back(task);
  return true;
}

}  // namespace signpost::testing
