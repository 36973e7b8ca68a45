#pragma once

// What an event says besides what it has in common with a state. Private to this room.

#include <string>

namespace signpost::mesos {

struct EventFields {
  std::string type;          // "TASK_ADDED"; empty when it was not given
  std::string state;         // a task's, "TASK_RUNNING"; empty when it was not given
  std::string reason;        // of the status: "REASON_AGENT_REMOVED"
  bool status_runs = false;  // the last status is TASK_RUNNING
  double heartbeat_s = -1;   // negative when it was not given
};

}  // namespace signpost::mesos
