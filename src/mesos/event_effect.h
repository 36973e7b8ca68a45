#pragma once

// What one event changes in the model, and what it leaves to be asked for. Private to this room.
//
// What an event leaves out comes from the model: all but the newest state and, when it runs, health
// and addresses of a task that is updated; a framework's pid. What the model does not know either
// is a reason to ask for a full state.
//
// An event may be older than what the model knows: after a subscription the state is asked for, and
// what happened between is in the state and comes on the stream as well. A status that is older
// than the newest one known of its task is stale and changes nothing. Statuses carry the time of
// whoever sent them (executor, agent, master) and these clocks may differ: a stale end is a reason
// to ask for a full state too, so that no task stays for having an agent whose clock is fast.

#include <string_view>

#include "mesos/cluster_model.h"
#include "mesos/event.h"

namespace signpost::mesos {

// Why a full state is wanted.
enum class WantReason : uint8_t {
  kNone,
  kNoState,           // none has come yet
  kUnknownTask,       // an update of a task that the model does not know
  kUnknownFramework,  // a task of a framework that the model does not know
  kFramework,         // a framework subscribed: its pid is told by a state alone
  kAgentLost,         // the master gave up an agent, of which it tells nothing but its tasks' ends
  kStaleEnd,
  kUnreadable,
  kFlood,  // more events than EventMarks holds, while a state was being fetched
};

// As on the status board: "unknown_task".
std::string_view NameOf(WantReason reason);

struct EventEffect {
  ClusterChange change;
  WantReason want = WantReason::kNone;
  bool stale = false;
};

// Takes `event`, which came at `now`, over into `model`. That an agent was lost is no reason here,
// since AgentRemoved may follow: see LostAgent.
EventEffect ApplyEvent(const Event& event, ClusterModel::Time now, ClusterModel* model);

// The agent that `event` tells was given up by the master; empty when it does not.
std::string_view LostAgent(const Event& event);

}  // namespace signpost::mesos
