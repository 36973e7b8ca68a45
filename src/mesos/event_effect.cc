#include "mesos/event_effect.h"

#include <algorithm>
#include <utility>

namespace signpost::mesos {
namespace {

bool HasEnded(const Task& task) { return task.state == TaskState::kOther; }

// `task` is told of by an event. One without a status is older than any that has one.
bool IsStale(const Task& task, const Task& known) { return task.status_time < known.status_time; }

EventEffect Stale(const Task& task) {
  return {.change = {},
          .want = HasEnded(task) ? WantReason::kStaleEnd : WantReason::kNone,
          .stale = true};
}

EventEffect Wanting(WantReason reason) { return {.change = {}, .want = reason, .stale = false}; }

EventEffect Changing(ClusterChange change) {
  return {.change = std::move(change), .want = WantReason::kNone, .stale = false};
}

// `known` after `updated`.
Task After(const TaskUpdated& updated, const Task& known) {
  const Task& update = updated.update;
  Task task = known;
  task.state = update.state;
  task.status_time = std::max(known.status_time, update.status_time);
  if (!updated.status_runs) return task;
  task.healthy = update.healthy;
  task.health_checked = update.health_checked;
  task.maps_host_port |= update.maps_host_port;
  task.container = update.container;
  task.addresses = update.addresses;
  task.addresses_kept = false;
  return task;
}

struct Applier {
  ClusterModel::Time now;
  ClusterModel* model;

  EventEffect operator()(const TaskAdded& added) const {
    const Task& task = added.task;
    if (!model->HasFramework(added.framework_id)) return Wanting(WantReason::kUnknownFramework);
    const auto number = model->FindTask(added.framework_id, task.id);
    // One that comes back with its agent brings statuses from before it was unreachable.
    const bool is_back = number && model->IsUnreachable(*number);
    if (number && !is_back && IsStale(task, model->NewestOf(*number))) return Stale(task);
    if (HasEnded(task)) return Changing(model->RemoveTask(added.framework_id, task.id));
    return Changing(model->PutTask(added.framework_id, task, now));
  }

  EventEffect operator()(const TaskUpdated& updated) const {
    const Task& update = updated.update;
    const auto number = model->FindTask(updated.framework_id, update.id);
    if (!number) {
      const bool is_gone = HasEnded(update) || update.state == TaskState::kUnreachable;
      return Wanting(is_gone ? WantReason::kNone : WantReason::kUnknownTask);
    }
    const Task& known = model->NewestOf(*number);
    if (update.status_time > 0 && IsStale(update, known)) return Stale(update);
    if (HasEnded(update)) return Changing(model->RemoveTask(updated.framework_id, update.id));
    return Changing(model->PutTask(updated.framework_id, After(updated, known), now));
  }

  EventEffect operator()(const AgentAdded& added) const {
    return Changing(model->PutAgent(added.agent));
  }

  EventEffect operator()(const AgentRemoved& removed) const {
    return Changing(model->RemoveAgent(removed.agent_id));
  }

  EventEffect operator()(const FrameworkAdded& added) const {
    return {.change = model->PutFramework(added.framework),
            .want = WantReason::kFramework,
            .stale = false};
  }

  EventEffect operator()(const FrameworkRemoved& removed) const {
    return Changing(model->RemoveFramework(removed.framework_id));
  }

  EventEffect operator()(const UnreadableEvent&) const { return Wanting(WantReason::kUnreadable); }

  EventEffect operator()(const Subscribed&) const { return {}; }
  EventEffect operator()(const Heartbeat&) const { return {}; }
  EventEffect operator()(const OtherEvent&) const { return {}; }
};

}  // namespace

std::string_view NameOf(WantReason reason) {
  switch (reason) {
    case WantReason::kNone:
      return "";
    case WantReason::kNoState:
      return "no_state";
    case WantReason::kUnknownTask:
      return "unknown_task";
    case WantReason::kUnknownFramework:
      return "unknown_framework";
    case WantReason::kFramework:
      return "framework";
    case WantReason::kAgentLost:
      return "agent_lost";
    case WantReason::kStaleEnd:
      return "stale_end";
    case WantReason::kUnreadable:
      return "unreadable";
    case WantReason::kFlood:
      return "flood";
  }
  return "";
}

EventEffect ApplyEvent(const Event& event, ClusterModel::Time now, ClusterModel* model) {
  return std::visit(Applier{.now = now, .model = model}, event);
}

std::string_view LostAgent(const Event& event) {
  const auto* updated = std::get_if<TaskUpdated>(&event);
  if (updated == nullptr || !updated->agent_removed) return {};
  return updated->update.agent_id;
}

}  // namespace signpost::mesos
