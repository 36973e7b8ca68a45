#pragma once

// The parts of a state document that are read, and the keys that lead from one to the next.
// Private to this room.
//
// An event of a master's stream is read as a small state: a framework (the event itself) with the
// one task that it tells of, or an agent. Its parts that look like those of a state stand on them
// (BaseOf) and have their keys too; event_places.h has those in which Mesos' v1 JSON differs:
// {"value": ID} for an id, a list for the resources.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace signpost::mesos {

// An object or array inside the document.
enum class Place : uint8_t {
  kOutside,
  kState,
  kFrameworks,
  kFramework,
  kTasks,
  kUnreachableTasks,
  kTask,
  kResources,
  kStatuses,
  kStatus,
  kContainerStatus,
  kContainerId,
  kNetworkInfos,  // of a status
  kNetworkInfo,
  kAddresses,
  kAddress,
  kLabels,
  kLabel,
  kContainer,       // of a task
  kDocker,          // of its container
  kWantedNetworks,  // network_infos of its container
  kWantedNetwork,
  kPortMappings,  // of a container or a network
  kPortMapping,
  kDiscovery,
  kPorts,     // discovery.ports
  kPortList,  // discovery.ports.ports
  kPort,
  kAgents,
  kAgent,
  kRecoveredAgents,
  kRecoveredAgent,
  // Of an event.
  kEvent,
  kSubscribed,
  kTaskAdded,
  kEventTask,
  kEventStatuses,
  kEventStatus,
  kTaskUpdated,
  kUpdatedStatus,
  kAgentAdded,
  kEventAgent,
  kAgentInfo,
  kAgentRemoved,
  kFrameworkAdded,
  kEventFramework,
  kFrameworkInfo,
  kTaskIdValue,
  kTaskAgentIdValue,
  kFrameworkIdValue,
  kAgentIdValue,
  kResourceList,
  kResource,
  kRanges,
  kRangeList,
  kRange,
  kLabelsObject,
};

// Where a value goes. Values of kFirstContainer and later are objects or arrays.
enum class Field : uint8_t {
  kNone,  // not read
  kLeader,
  kFrameworkId,
  kFrameworkName,
  kFrameworkHostname,
  kFrameworkPid,
  kTaskId,
  kTaskName,
  kTaskAgentId,
  kTaskState,
  kTaskPorts,
  kStatusState,
  kStatusTimestamp,
  kStatusHealthy,
  kContainerIdText,
  kNetworkAddress,
  kAddressText,
  kLabelKey,
  kLabelValue,
  kHostPort,
  kDiscoveryName,
  kPortNumber,
  kPortName,
  kPortProtocol,
  kAgentId,
  kAgentHostname,
  kAgentPid,
  kMasterId,
  kFrameworkRecovered,
  kRecoveredAgentId,
  kEventType,
  kHeartbeatInterval,
  kStatusReason,
  kResourceName,
  kRangeBegin,
  kRangeEnd,
  kFirstContainer,
  kDocument = kFirstContainer,
  kFrameworks,
  kFrameworksItem,
  kTasks,
  kTasksItem,
  kUnreachableTasks,
  kUnreachableTasksItem,
  kResources,
  kStatuses,
  kStatusesItem,
  kContainerStatus,
  kContainerId,
  kNetworkInfos,
  kNetworkInfosItem,
  kAddresses,
  kAddressesItem,
  kLabels,
  kLabelsItem,
  kContainer,
  kDocker,
  kWantedNetworks,
  kWantedNetworksItem,
  kPortMappings,
  kPortMappingsItem,
  kDiscovery,
  kPorts,
  kPortList,
  kPortListItem,
  kAgents,
  kAgentsItem,
  kRecoveredAgents,
  kRecoveredAgentsItem,
  kEventDocument,
  kSubscribed,
  kTaskAdded,
  kEventTask,
  kEventStatuses,
  kEventStatusesItem,
  kTaskUpdated,
  kUpdatedStatus,
  kAgentAdded,
  kEventAgent,
  kAgentInfo,
  kAgentRemoved,
  kFrameworkAdded,
  kEventFramework,
  kFrameworkInfo,
  kTaskIdValue,
  kTaskAgentIdValue,
  kFrameworkIdValue,
  kAgentIdValue,
  kResourceList,
  kResourceListItem,
  kRanges,
  kRangeList,
  kRangeListItem,
  kLabelsObject,
};

struct KeyField {
  std::string_view key;  // in lower case
  Field field;
};

bool IsNumber(Field field);
bool IsBool(Field field);

// Is it one that Mesos-DNS does not read?
bool IsOursAlone(Field field);

// What a container's field looks like and where it leads.
struct Container {
  Place place;
  bool is_object;
};
Container ContainerOf(Field field);

// The part of a state that `place` looks like; `place` itself when it is none of an event's.
Place BaseOf(Place place);

// The field of `key`, in lower or upper case, inside the object `place`.
Field FieldOf(Place place, std::string_view key);

// Where the elements of the array `place` go; kNone for objects.
Field ItemOf(Place place);

}  // namespace signpost::mesos
