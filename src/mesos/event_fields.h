#pragma once

// What an event says besides what it has in common with a state. Private to this room.

#include <string>

namespace signpost::mesos {

struct EventFields {
  std::string type;         // "TASK_ADDED"; empty when it was not given
  bool has_state = false;   // a task's
  std::string reason;       // of the status: "REASON_AGENT_REMOVED"
  double heartbeat_s = -1;  // negative when it was not given
};

}  // namespace signpost::mesos
