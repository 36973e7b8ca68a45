#pragma once

// Short ways to write down a small cluster.

#include <string>
#include <vector>

#include "mesos/event.h"
#include "mesos/pid.h"
#include "mesos/state.h"

namespace signpost::testing {

// "S1" at "10.0.1.1".
inline mesos::Agent AgentOf(const std::string& id, const std::string& address) {
  return {.id = id, .hostname = {}, .pid = mesos::ParsePid("slave(1)@" + address + ":5051")};
}

// A running task with one container address; no address when it is empty.
inline mesos::Task TaskOf(const std::string& id, const std::string& name,
                          const std::string& address = "10.0.2.1",
                          const std::string& agent_id = "S1") {
  mesos::Task task;
  task.id = id;
  task.name = name;
  task.agent_id = agent_id;
  task.state = mesos::TaskState::kRunning;
  if (const auto parsed = IpAddress::Parse(address)) task.addresses.netinfo = {*parsed};
  return task;
}

// Whose scheduler is at 10.0.0.9:9000.
inline mesos::Framework FrameworkOf(const std::string& id, const std::string& name,
                                    std::vector<mesos::Task> tasks = {}) {
  return {.id = id,
          .name = name,
          .hostname = {},
          .pid = mesos::ParsePid("scheduler@10.0.0.9:9000"),
          .tasks = std::move(tasks)};
}

// A status of a task of "F" on S1; `address` is that of a running container, none when it is empty.
inline mesos::TaskUpdated UpdateOf(const std::string& task_id, mesos::TaskState state, double time,
                                   const std::string& address = "") {
  mesos::Task update = TaskOf(task_id, "", address);
  update.state = state;
  update.status_time = time;
  const bool runs = state == mesos::TaskState::kRunning;
  return {.framework_id = "F", .update = update, .status_runs = runs, .agent_removed = false};
}

// Of `frameworks`, with the leader 10.0.0.1 and the agents S1 at 10.0.1.1 and S2 at 10.0.1.2.
inline mesos::State StateOf(std::vector<mesos::Framework> frameworks) {
  return {.leader = "master@10.0.0.1:5050",
          .agents = {AgentOf("S1", "10.0.1.1"), AgentOf("S2", "10.0.1.2")},
          .frameworks = std::move(frameworks),
          .skipped = {}};
}

}  // namespace signpost::testing
