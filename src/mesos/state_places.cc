#include "mesos/state_places.h"

#include "mesos/event_places.h"
#include "wire/lower_case.h"

namespace signpost::mesos {
namespace {

constexpr KeyField kStateKeys[] = {{"leader", Field::kLeader},
                                   {"id", Field::kMasterId},
                                   {"frameworks", Field::kFrameworks},
                                   {"slaves", Field::kAgents},
                                   {"recovered_slaves", Field::kRecoveredAgents}};
constexpr KeyField kFrameworkKeys[] = {{"id", Field::kFrameworkId},
                                       {"name", Field::kFrameworkName},
                                       {"hostname", Field::kFrameworkHostname},
                                       {"pid", Field::kFrameworkPid},
                                       {"tasks", Field::kTasks},
                                       {"unreachable_tasks", Field::kUnreachableTasks},
                                       {"recovered", Field::kFrameworkRecovered}};
constexpr KeyField kTaskKeys[] = {{"id", Field::kTaskId},
                                  {"name", Field::kTaskName},
                                  {"slave_id", Field::kTaskAgentId},
                                  {"state", Field::kTaskState},
                                  {"resources", Field::kResources},
                                  {"statuses", Field::kStatuses},
                                  {"container", Field::kContainer},
                                  {"discovery", Field::kDiscovery}};
constexpr KeyField kResourcesKeys[] = {{"ports", Field::kTaskPorts}};
constexpr KeyField kStatusKeys[] = {{"state", Field::kStatusState},
                                    {"timestamp", Field::kStatusTimestamp},
                                    {"healthy", Field::kStatusHealthy},
                                    {"container_status", Field::kContainerStatus},
                                    {"labels", Field::kLabels}};
constexpr KeyField kContainerStatusKeys[] = {{"container_id", Field::kContainerId},
                                             {"network_infos", Field::kNetworkInfos}};
constexpr KeyField kContainerIdKeys[] = {{"value", Field::kContainerIdText}};
constexpr KeyField kNetworkInfoKeys[] = {{"ip_addresses", Field::kAddresses},
                                         {"ip_address", Field::kNetworkAddress},
                                         {"port_mappings", Field::kPortMappings}};
constexpr KeyField kAddressKeys[] = {{"ip_address", Field::kAddressText}};
constexpr KeyField kLabelKeys[] = {{"key", Field::kLabelKey}, {"value", Field::kLabelValue}};
constexpr KeyField kContainerKeys[] = {{"docker", Field::kDocker},
                                       {"network_infos", Field::kWantedNetworks}};
constexpr KeyField kWithPortMappingsKeys[] = {{"port_mappings", Field::kPortMappings}};
constexpr KeyField kPortMappingKeys[] = {{"host_port", Field::kHostPort}};
constexpr KeyField kDiscoveryKeys[] = {{"name", Field::kDiscoveryName}, {"ports", Field::kPorts}};
constexpr KeyField kPortsKeys[] = {{"ports", Field::kPortList}};
constexpr KeyField kPortKeys[] = {
    {"number", Field::kPortNumber}, {"name", Field::kPortName}, {"protocol", Field::kPortProtocol}};
constexpr KeyField kAgentKeys[] = {
    {"id", Field::kAgentId}, {"hostname", Field::kAgentHostname}, {"pid", Field::kAgentPid}};

constexpr KeyField kRecoveredAgentKeys[] = {{"id", Field::kRecoveredAgentId}};

std::span<const KeyField> KeysOf(Place place) {
  switch (place) {
    case Place::kState:
      return kStateKeys;
    case Place::kFramework:
      return kFrameworkKeys;
    case Place::kTask:
      return kTaskKeys;
    case Place::kResources:
      return kResourcesKeys;
    case Place::kStatus:
      return kStatusKeys;
    case Place::kContainerStatus:
      return kContainerStatusKeys;
    case Place::kContainerId:
      return kContainerIdKeys;
    case Place::kNetworkInfo:
      return kNetworkInfoKeys;
    case Place::kAddress:
      return kAddressKeys;
    case Place::kLabel:
      return kLabelKeys;
    case Place::kContainer:
      return kContainerKeys;
    case Place::kDocker:
    case Place::kWantedNetwork:
      return kWithPortMappingsKeys;
    case Place::kPortMapping:
      return kPortMappingKeys;
    case Place::kDiscovery:
      return kDiscoveryKeys;
    case Place::kPorts:
      return kPortsKeys;
    case Place::kPort:
      return kPortKeys;
    case Place::kAgent:
      return kAgentKeys;
    case Place::kRecoveredAgent:
      return kRecoveredAgentKeys;
    default:
      return EventKeysOf(place);
  }
}

// `known` is in lower case.
bool SameKey(std::string_view key, std::string_view known) {
  if (key.size() != known.size()) return false;
  for (size_t i = 0; i < key.size(); ++i) {
    if (wire::LowerCase(static_cast<uint8_t>(key[i])) != static_cast<uint8_t>(known[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool IsNumber(Field field) {
  return field == Field::kPortNumber || field == Field::kStatusTimestamp ||
         field == Field::kHostPort || field == Field::kHeartbeatInterval ||
         field == Field::kRangeBegin || field == Field::kRangeEnd;
}

bool IsBool(Field field) {
  return field == Field::kStatusHealthy || field == Field::kFrameworkRecovered;
}

bool IsOursAlone(Field field) {
  switch (field) {
    case Field::kMasterId:
    case Field::kFrameworkRecovered:
    case Field::kRecoveredAgents:
    case Field::kRecoveredAgentsItem:
    case Field::kRecoveredAgentId:
    case Field::kUnreachableTasks:
    case Field::kUnreachableTasksItem:
    case Field::kStatusHealthy:
    case Field::kContainerId:
    case Field::kContainerIdText:
    case Field::kContainer:
    case Field::kDocker:
    case Field::kWantedNetworks:
    case Field::kWantedNetworksItem:
    case Field::kPortMappings:
    case Field::kPortMappingsItem:
    case Field::kHostPort:
      return true;
    default:
      return false;
  }
}

Container ContainerOf(Field field) {
  switch (field) {
    case Field::kDocument:
      return {Place::kState, true};
    case Field::kFrameworks:
      return {Place::kFrameworks, false};
    case Field::kFrameworksItem:
      return {Place::kFramework, true};
    case Field::kTasks:
      return {Place::kTasks, false};
    case Field::kUnreachableTasks:
      return {Place::kUnreachableTasks, false};
    case Field::kTasksItem:
    case Field::kUnreachableTasksItem:
      return {Place::kTask, true};
    case Field::kResources:
      return {Place::kResources, true};
    case Field::kStatuses:
      return {Place::kStatuses, false};
    case Field::kStatusesItem:
      return {Place::kStatus, true};
    case Field::kContainerStatus:
      return {Place::kContainerStatus, true};
    case Field::kContainerId:
      return {Place::kContainerId, true};
    case Field::kNetworkInfos:
      return {Place::kNetworkInfos, false};
    case Field::kNetworkInfosItem:
      return {Place::kNetworkInfo, true};
    case Field::kAddresses:
      return {Place::kAddresses, false};
    case Field::kAddressesItem:
      return {Place::kAddress, true};
    case Field::kLabels:
      return {Place::kLabels, false};
    case Field::kLabelsItem:
      return {Place::kLabel, true};
    case Field::kContainer:
      return {Place::kContainer, true};
    case Field::kDocker:
      return {Place::kDocker, true};
    case Field::kWantedNetworks:
      return {Place::kWantedNetworks, false};
    case Field::kWantedNetworksItem:
      return {Place::kWantedNetwork, true};
    case Field::kPortMappings:
      return {Place::kPortMappings, false};
    case Field::kPortMappingsItem:
      return {Place::kPortMapping, true};
    case Field::kDiscovery:
      return {Place::kDiscovery, true};
    case Field::kPorts:
      return {Place::kPorts, true};
    case Field::kPortList:
      return {Place::kPortList, false};
    case Field::kPortListItem:
      return {Place::kPort, true};
    case Field::kAgents:
      return {Place::kAgents, false};
    case Field::kAgentsItem:
      return {Place::kAgent, true};
    case Field::kRecoveredAgents:
      return {Place::kRecoveredAgents, false};
    case Field::kRecoveredAgentsItem:
      return {Place::kRecoveredAgent, true};
    default:
      return EventContainerOf(field);
  }
}

Field FieldOf(Place place, std::string_view key) {
  for (const KeyField& entry : KeysOf(place)) {
    if (SameKey(key, entry.key)) return entry.field;
  }
  const Place base = BaseOf(place);
  return base == place ? Field::kNone : FieldOf(base, key);
}

Field ItemOf(Place place) {
  switch (place) {
    case Place::kFrameworks:
      return Field::kFrameworksItem;
    case Place::kTasks:
      return Field::kTasksItem;
    case Place::kUnreachableTasks:
      return Field::kUnreachableTasksItem;
    case Place::kStatuses:
      return Field::kStatusesItem;
    case Place::kNetworkInfos:
      return Field::kNetworkInfosItem;
    case Place::kAddresses:
      return Field::kAddressesItem;
    case Place::kLabels:
      return Field::kLabelsItem;
    case Place::kWantedNetworks:
      return Field::kWantedNetworksItem;
    case Place::kPortMappings:
      return Field::kPortMappingsItem;
    case Place::kPortList:
      return Field::kPortListItem;
    case Place::kAgents:
      return Field::kAgentsItem;
    case Place::kRecoveredAgents:
      return Field::kRecoveredAgentsItem;
    default:
      return EventItemOf(place);
  }
}

}  // namespace signpost::mesos
