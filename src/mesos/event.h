#pragma once

// What a master tells on its event stream (v1 operator API, SUBSCRIBE; Mesos 1.0 to 1.12), reduced
// to what names follow from. Plain values.
//
// An event leaves out what the listener is thought to know: an update of a task carries no name and
// no ports, no event the leader's pid or a framework's. cluster_zone.h says what follows from that.

#include <chrono>
#include <string>
#include <variant>

#include "mesos/state.h"

namespace signpost::mesos {

// Mesos' DEFAULT_HEARTBEAT_INTERVAL; nobody can change it there.
inline constexpr std::chrono::milliseconds kDefaultHeartbeatInterval{15'000};

// The stream's first event. The cluster that it describes is not read: it is the state without the
// leader's pid and the frameworks' pids, so that /state must be asked for in any case, and would
// have to be read a second time.
struct Subscribed {
  std::chrono::milliseconds heartbeat_interval = kDefaultHeartbeatInterval;
};

struct Heartbeat {};

// A task was launched, or came back with its agent: then it comes before its AgentAdded and may
// have ended already.
struct TaskAdded {
  std::string framework_id;
  Task task;
};

// A status of a task. `update` has what this one status says (see Task) and the ids; its state is
// the newest that the master knows, which can be newer than the status. A task that is lost because
// the master gave up its agent is unreachable: so it is called for frameworks that do not know this
// state (Mesos 1.12).
struct TaskUpdated {
  std::string framework_id;
  Task update;
  bool status_runs = false;    // the status is TASK_RUNNING: it brings health and addresses
  bool agent_removed = false;  // the reason: the master gave the task's agent up
};

// An agent registered, or came back.
struct AgentAdded {
  Agent agent;
};

struct AgentRemoved {
  std::string agent_id;
};

// A framework subscribed, for the first time or again: FRAMEWORK_ADDED and FRAMEWORK_UPDATED.
struct FrameworkAdded {
  Framework framework;  // no pid, no tasks
};

struct FrameworkRemoved {
  std::string framework_id;
};

// An event of a type that names do not follow from.
struct OtherEvent {
  std::string type;
};

// One that could not be read: what it would have told is lost.
struct UnreadableEvent {
  std::string why;
};

using Event = std::variant<Subscribed, Heartbeat, TaskAdded, TaskUpdated, AgentAdded, AgentRemoved,
                           FrameworkAdded, FrameworkRemoved, OtherEvent, UnreadableEvent>;

}  // namespace signpost::mesos
