#include "mesos/event_parser.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "mesos/document_reader.h"

namespace signpost::mesos {
namespace {

using std::chrono::milliseconds;

constexpr double kHeartbeatMax_s = 3600;

Event Unreadable(std::string_view why) { return UnreadableEvent{std::string(why)}; }

Event AsSubscribed(Document* document) {
  const double interval_s = document->event.heartbeat_s;
  // Also false when it is no number.
  const bool is_sensible = interval_s > 0 && interval_s <= kHeartbeatMax_s;
  if (!is_sensible) return Subscribed{};
  return Subscribed{.heartbeat_interval = milliseconds(std::llround(std::ceil(interval_s * 1000)))};
}

Event AsHeartbeat(Document*) { return Heartbeat{}; }

// An event is read as a framework with its task, or with an agent beside it.
Framework* FrameworkOf(Document* document) {
  Framework& framework = document->state.frameworks[0];
  return framework.id.empty() ? nullptr : &framework;
}

Task* TaskOf(Document* document) {
  auto& tasks = document->state.frameworks[0].tasks;
  return tasks.size() == 1 && !tasks[0].id.empty() ? &tasks[0] : nullptr;
}

Agent* AgentOf(Document* document) {
  auto& agents = document->state.agents;
  return agents.size() == 1 && !agents[0].id.empty() ? &agents[0] : nullptr;
}

Event AsTaskAdded(Document* document) {
  Framework* const framework = FrameworkOf(document);
  Task* const task = TaskOf(document);
  if (framework == nullptr || task == nullptr) return Unreadable("TASK_ADDED without its ids");
  return TaskAdded{.framework_id = std::move(framework->id), .task = std::move(*task)};
}

Event AsTaskUpdated(Document* document) {
  Framework* const framework = FrameworkOf(document);
  Task* const task = TaskOf(document);
  const EventFields& fields = document->event;
  if (framework == nullptr || task == nullptr) return Unreadable("TASK_UPDATED without its ids");
  if (fields.state.empty()) return Unreadable("TASK_UPDATED without a state");
  const bool agent_removed = fields.reason == "REASON_AGENT_REMOVED";
  if (agent_removed && fields.state == "TASK_LOST") task->state = TaskState::kUnreachable;
  return TaskUpdated{.framework_id = std::move(framework->id),
                     .update = std::move(*task),
                     .status_runs = fields.status_runs,
                     .agent_removed = agent_removed};
}

Event AsAgentAdded(Document* document) {
  Agent* const agent = AgentOf(document);
  if (agent == nullptr) return Unreadable("AGENT_ADDED without its id");
  return AgentAdded{std::move(*agent)};
}

Event AsAgentRemoved(Document* document) {
  Agent* const agent = AgentOf(document);
  if (agent == nullptr) return Unreadable("AGENT_REMOVED without its id");
  return AgentRemoved{std::move(agent->id)};
}

Event AsFrameworkAdded(Document* document) {
  Framework* const framework = FrameworkOf(document);
  if (framework == nullptr) return Unreadable("FRAMEWORK_ADDED without its id");
  return FrameworkAdded{std::move(*framework)};
}

Event AsFrameworkRemoved(Document* document) {
  Framework* const framework = FrameworkOf(document);
  if (framework == nullptr) return Unreadable("FRAMEWORK_REMOVED without its id");
  return FrameworkRemoved{std::move(framework->id)};
}

struct EventType {
  std::string_view name;
  Event (*read)(Document*);
};

constexpr EventType kEventTypes[] = {{"SUBSCRIBED", AsSubscribed},
                                     {"HEARTBEAT", AsHeartbeat},
                                     {"TASK_ADDED", AsTaskAdded},
                                     {"TASK_UPDATED", AsTaskUpdated},
                                     {"AGENT_ADDED", AsAgentAdded},
                                     {"AGENT_REMOVED", AsAgentRemoved},
                                     {"FRAMEWORK_ADDED", AsFrameworkAdded},
                                     {"FRAMEWORK_UPDATED", AsFrameworkAdded},
                                     {"FRAMEWORK_REMOVED", AsFrameworkRemoved}};

}  // namespace

Event ParseEvent(std::string_view json) {
  if (json.size() > kMaxRecordSize) return Unreadable("not an event: it is too long");
  DocumentReader reader(DocumentKind::kEvent);
  reader.Add(json);
  auto document = reader.Finish();
  if (!document.ok()) return Unreadable(FromAbsl(document.status().message()));
  const std::string& type = document->event.type;
  if (type.empty()) return Unreadable("not an event: it has no type");
  for (const EventType& known : kEventTypes) {
    if (type == known.name) return known.read(&*document);
  }
  return OtherEvent{type};
}

Event EventOf(const Record& record, bool is_first) {
  if (!record.passed_over()) return ParseEvent(record.octets);
  if (is_first) return Subscribed{};
  return Unreadable(absl::StrCat("an event of ", record.size, " octets is too long"));
}

}  // namespace signpost::mesos
