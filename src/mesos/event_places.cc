#include "mesos/event_places.h"

namespace signpost::mesos {
namespace {

constexpr KeyField kEventKeys[] = {
    {"type", Field::kEventType},
    {"subscribed", Field::kSubscribed},
    {"task_added", Field::kTaskAdded},
    {"task_updated", Field::kTaskUpdated},
    {"agent_added", Field::kAgentAdded},
    {"agent_removed", Field::kAgentRemoved},
    {"framework_added", Field::kFrameworkAdded},
    {"framework_updated", Field::kFrameworkAdded},
    {"framework_removed", Field::kEventFramework},
};
// Not "get_state": the whole cluster, without the leader's pid and the frameworks' pids.
constexpr KeyField kSubscribedKeys[] = {{"heartbeat_interval_seconds", Field::kHeartbeatInterval}};
constexpr KeyField kTaskAddedKeys[] = {{"task", Field::kEventTask}};
constexpr KeyField kTaskKeys[] = {{"task_id", Field::kTaskIdValue},
                                  {"agent_id", Field::kTaskAgentIdValue},
                                  {"framework_id", Field::kFrameworkIdValue},
                                  {"resources", Field::kResourceList},
                                  {"statuses", Field::kEventStatuses}};
constexpr KeyField kStatusKeys[] = {{"labels", Field::kLabelsObject}};
constexpr KeyField kTaskUpdatedKeys[] = {{"framework_id", Field::kFrameworkIdValue},
                                         {"status", Field::kUpdatedStatus}};
constexpr KeyField kUpdatedStatusKeys[] = {{"task_id", Field::kTaskIdValue},
                                           {"agent_id", Field::kTaskAgentIdValue},
                                           {"reason", Field::kStatusReason},
                                           {"labels", Field::kLabelsObject}};
constexpr KeyField kAgentAddedKeys[] = {{"agent", Field::kEventAgent}};
constexpr KeyField kAgentKeys[] = {{"agent_info", Field::kAgentInfo}};
constexpr KeyField kAgentInfoKeys[] = {{"id", Field::kAgentIdValue},
                                       {"hostname", Field::kAgentHostname}};
constexpr KeyField kAgentRemovedKeys[] = {{"agent_id", Field::kAgentIdValue}};
constexpr KeyField kFrameworkAddedKeys[] = {{"framework", Field::kEventFramework}};
constexpr KeyField kFrameworkKeys[] = {{"framework_info", Field::kFrameworkInfo},
                                       {"recovered", Field::kFrameworkRecovered}};
constexpr KeyField kFrameworkInfoKeys[] = {{"id", Field::kFrameworkIdValue},
                                           {"name", Field::kFrameworkName},
                                           {"hostname", Field::kFrameworkHostname}};
constexpr KeyField kTaskIdKeys[] = {{"value", Field::kTaskId}};
constexpr KeyField kTaskAgentIdKeys[] = {{"value", Field::kTaskAgentId}};
constexpr KeyField kFrameworkIdKeys[] = {{"value", Field::kFrameworkId}};
constexpr KeyField kAgentIdKeys[] = {{"value", Field::kAgentId}};
constexpr KeyField kResourceKeys[] = {{"name", Field::kResourceName}, {"ranges", Field::kRanges}};
constexpr KeyField kRangesKeys[] = {{"range", Field::kRangeList}};
constexpr KeyField kRangeKeys[] = {{"begin", Field::kRangeBegin}, {"end", Field::kRangeEnd}};
constexpr KeyField kLabelsObjectKeys[] = {{"labels", Field::kLabels}};

}  // namespace

std::span<const KeyField> EventKeysOf(Place place) {
  switch (place) {
    case Place::kEvent:
      return kEventKeys;
    case Place::kSubscribed:
      return kSubscribedKeys;
    case Place::kTaskAdded:
      return kTaskAddedKeys;
    case Place::kEventTask:
      return kTaskKeys;
    case Place::kEventStatus:
      return kStatusKeys;
    case Place::kTaskUpdated:
      return kTaskUpdatedKeys;
    case Place::kUpdatedStatus:
      return kUpdatedStatusKeys;
    case Place::kAgentAdded:
      return kAgentAddedKeys;
    case Place::kEventAgent:
      return kAgentKeys;
    case Place::kAgentInfo:
      return kAgentInfoKeys;
    case Place::kAgentRemoved:
      return kAgentRemovedKeys;
    case Place::kFrameworkAdded:
      return kFrameworkAddedKeys;
    case Place::kEventFramework:
      return kFrameworkKeys;
    case Place::kFrameworkInfo:
      return kFrameworkInfoKeys;
    case Place::kTaskIdValue:
      return kTaskIdKeys;
    case Place::kTaskAgentIdValue:
      return kTaskAgentIdKeys;
    case Place::kFrameworkIdValue:
      return kFrameworkIdKeys;
    case Place::kAgentIdValue:
      return kAgentIdKeys;
    case Place::kResource:
      return kResourceKeys;
    case Place::kRanges:
      return kRangesKeys;
    case Place::kRange:
      return kRangeKeys;
    case Place::kLabelsObject:
      return kLabelsObjectKeys;
    default:
      return {};
  }
}

Container EventContainerOf(Field field) {
  switch (field) {
    case Field::kEventDocument:
      return {Place::kEvent, true};
    case Field::kSubscribed:
      return {Place::kSubscribed, true};
    case Field::kTaskAdded:
      return {Place::kTaskAdded, true};
    case Field::kEventTask:
      return {Place::kEventTask, true};
    case Field::kEventStatuses:
      return {Place::kEventStatuses, false};
    case Field::kEventStatusesItem:
      return {Place::kEventStatus, true};
    case Field::kTaskUpdated:
      return {Place::kTaskUpdated, true};
    case Field::kUpdatedStatus:
      return {Place::kUpdatedStatus, true};
    case Field::kAgentAdded:
      return {Place::kAgentAdded, true};
    case Field::kEventAgent:
      return {Place::kEventAgent, true};
    case Field::kAgentInfo:
      return {Place::kAgentInfo, true};
    case Field::kAgentRemoved:
      return {Place::kAgentRemoved, true};
    case Field::kFrameworkAdded:
      return {Place::kFrameworkAdded, true};
    case Field::kEventFramework:
      return {Place::kEventFramework, true};
    case Field::kFrameworkInfo:
      return {Place::kFrameworkInfo, true};
    case Field::kTaskIdValue:
      return {Place::kTaskIdValue, true};
    case Field::kTaskAgentIdValue:
      return {Place::kTaskAgentIdValue, true};
    case Field::kFrameworkIdValue:
      return {Place::kFrameworkIdValue, true};
    case Field::kAgentIdValue:
      return {Place::kAgentIdValue, true};
    case Field::kResourceList:
      return {Place::kResourceList, false};
    case Field::kResourceListItem:
      return {Place::kResource, true};
    case Field::kRanges:
      return {Place::kRanges, true};
    case Field::kRangeList:
      return {Place::kRangeList, false};
    case Field::kRangeListItem:
      return {Place::kRange, true};
    case Field::kLabelsObject:
      return {Place::kLabelsObject, true};
    default:
      return {Place::kOutside, true};
  }
}

Field EventItemOf(Place place) {
  switch (place) {
    case Place::kEventStatuses:
      return Field::kEventStatusesItem;
    case Place::kResourceList:
      return Field::kResourceListItem;
    case Place::kRangeList:
      return Field::kRangeListItem;
    default:
      return Field::kNone;
  }
}

Place BaseOf(Place place) {
  switch (place) {
    case Place::kEventTask:
    case Place::kTaskUpdated:
      return Place::kTask;
    case Place::kEventStatuses:
      return Place::kStatuses;
    case Place::kEventStatus:
    case Place::kUpdatedStatus:
      return Place::kStatus;
    case Place::kEventAgent:
    case Place::kAgentRemoved:
      return Place::kAgent;
    default:
      return place;
  }
}

}  // namespace signpost::mesos
