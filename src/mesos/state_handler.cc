#include "mesos/state_handler.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mesos/state_parser.h"

namespace signpost::mesos {
namespace {

constexpr std::string_view kDockerLabel = "Docker.NetworkSettings.IPAddress";
constexpr std::string_view kMesosLabel = "MesosContainerizer.NetworkSettings.IPAddress";

}  // namespace

bool StateHandler::Bool(bool value) {
  if (passed_over_ > 0 || !IsBool(field_)) return OfWrongType();
  if (field_ == Field::kStatusHealthy) status_.healthy = value;
  if (field_ == Field::kFrameworkRecovered) framework_.recovered = value;
  return true;
}

bool StateHandler::Null() {
  if (passed_over_ > 0) return true;
  if (field_ == Field::kDocument || field_ == Field::kEventDocument) return Refuse("it is null");
  if (field_ == Field::kPortListItem) {  // an item of no members, as in the reference
    Enter(Place::kPort);
    return End();
  }
  return true;
}

bool StateHandler::Number(std::string_view text) {
  if (!ReadsValue()) return true;
  if (!IsNumber(field_)) return OfWrongType();
  SetNumber(field_, text);
  return true;
}

bool StateHandler::String(std::string_view text) {
  if (!ReadsValue()) return true;
  const bool is_text = !IsNumber(field_) && !IsBool(field_);
  if (!is_text || field_ >= Field::kFirstContainer) return OfWrongType();
  SetText(field_, text);
  return true;
}

bool StateHandler::Key(std::string_view text) {
  if (passed_over_ == 0) field_ = FieldOf(place(), text);
  return true;
}

bool StateHandler::Start(bool is_object) {
  if (depth_ + passed_over_ >= kMaxStateDepth) {
    return Refuse("it is nested deeper than 64 levels");
  }
  if (passed_over_ > 0 || field_ == Field::kNone) {
    ++passed_over_;
    return true;
  }
  const Container container = ContainerOf(field_);
  if (container.place == Place::kOutside || container.is_object != is_object) {
    if (!OfWrongType()) return false;
    ++passed_over_;
    return true;
  }
  Enter(container.place);
  return fault_.empty();
}

bool StateHandler::End() {
  if (passed_over_ > 0) {
    --passed_over_;
    return true;
  }
  const Place left = places_[depth_--];
  Leave(left);
  field_ = ItemOf(place());
  return true;
}

// Resets what is built at `place`; lists that come twice start anew.
void StateHandler::Enter(Place place) {
  places_[++depth_] = place;
  field_ = ItemOf(place);
  switch (BaseOf(place)) {
    case Place::kFrameworks:
    case Place::kAgents: {
      const unsigned bit = place == Place::kAgents ? 1 : 2;
      if ((lists_seen_ & bit) != 0) Refuse("a list stands in it twice");
      lists_seen_ |= bit;
      break;
    }
    case Place::kFramework:
    case Place::kEvent:
      framework_ = {};
      unreachable_tasks_.clear();
      spoilt_framework_ = false;
      break;
    case Place::kTasks:
      framework_.tasks.clear();
      break;
    case Place::kUnreachableTasks:
      unreachable_tasks_.clear();
      break;
    case Place::kTask:
      task_ = {};
      spoilt_task_ = false;
      [[fallthrough]];
    case Place::kStatuses:
      statuses_.Clear();
      break;
    case Place::kStatus:
      status_ = {};
      maps_host_port_ = &status_.maps_host_port;
      break;
    case Place::kContainer:
      task_.maps_host_port = false;
      maps_host_port_ = &task_.maps_host_port;
      break;
    case Place::kNetworkInfos:
      status_.addresses.netinfo.clear();
      break;
    case Place::kNetworkInfo:
      network_address_.clear();
      network_lists_addresses_ = false;
      break;
    case Place::kAddress:
      network_lists_addresses_ = true;
      break;
    case Place::kLabels:
      status_.addresses.docker.clear();
      status_.addresses.mesos.clear();
      break;
    case Place::kLabel:
      label_key_.clear();
      label_value_.clear();
      break;
    case Place::kPortList:
      task_.discovery_ports.clear();
      break;
    case Place::kPort:
      port_ = {};
      spoilt_port_ = false;
      break;
    case Place::kAgent:
      agent_ = {};
      spoilt_agent_ = false;
      break;
    case Place::kRecoveredAgents:
      state_->recovered_agents.emplace();
      break;
    case Place::kResourceList:
      port_ranges_.clear();
      break;
    case Place::kResource:
      resource_name_.clear();
      resource_ranges_.clear();
      break;
    case Place::kRangeList:
      resource_ranges_.clear();
      break;
    case Place::kRange:
      range_begin_.clear();
      range_end_.clear();
      break;
    default:
      break;
  }
}

void StateHandler::Leave(Place place) {
  switch (BaseOf(place)) {
    case Place::kFramework:
    case Place::kEvent:
      if (spoilt_framework_) {
        ++state_->skipped.frameworks;
      } else {
        std::ranges::move(unreachable_tasks_, std::back_inserter(framework_.tasks));
        state_->frameworks.push_back(std::move(framework_));
      }
      break;
    case Place::kTask:
      LeaveTask();
      break;
    case Place::kStatus:
      if (event_ != nullptr) event_->status_runs = status_.running;
      statuses_.Add(std::move(status_));
      break;
    case Place::kNetworkInfo:
      LeaveNetworkInfo();
      break;
    case Place::kLabel:
      LeaveLabel();
      break;
    case Place::kPort:
      LeavePort();
      break;
    case Place::kAgent:
      if (spoilt_agent_) {
        ++state_->skipped.agents;
      } else {
        state_->agents.push_back(std::move(agent_));
      }
      break;
    case Place::kRange:
      LeaveRange();
      break;
    case Place::kResource:
      LeaveResource();
      break;
    case Place::kResourceList:
      LeaveResources();
      break;
    default:
      break;
  }
}

void StateHandler::LeaveTask() {
  if (spoilt_task_) {
    ++state_->skipped.tasks;
    return;
  }
  statuses_.MoveTo(&task_);
  // An unreachable task of a framework that knows no such state is in TASK_LOST (Mesos 1.12).
  const bool is_unreachable = place() == Place::kUnreachableTasks;
  if (is_unreachable) task_.state = TaskState::kUnreachable;
  (is_unreachable ? unreachable_tasks_ : framework_.tasks).push_back(std::move(task_));
}

// Mesos before 0.26 had one ip_address in place of the list.
void StateHandler::LeaveNetworkInfo() {
  if (!network_lists_addresses_) AddAddress(network_address_, &status_.addresses.netinfo);
}

void StateHandler::LeaveLabel() {
  if (label_key_ == kDockerLabel) AddAddress(label_value_, &status_.addresses.docker);
  if (label_key_ == kMesosLabel) AddAddress(label_value_, &status_.addresses.mesos);
}

void StateHandler::LeavePort() {
  if (spoilt_port_ || task_.discovery_ports.size() == kMaxPortsPerTask) {
    ++state_->skipped.ports;
  } else {
    task_.discovery_ports.push_back(std::move(port_));
  }
}

void StateHandler::LeaveRange() {
  resource_ranges_.append(range_begin_).append("-").append(range_end_).append(", ");
}

void StateHandler::LeaveResource() {
  if (resource_name_ == "ports") port_ranges_.append(resource_ranges_);
}

// Ports of several roles are several resources.
void StateHandler::LeaveResources() {
  SetText(Field::kTaskPorts, std::string("[").append(port_ranges_).append("]"));
}

// The smallest item around the value is spoilt; a pid that is none is as good as missing.
bool StateHandler::OfWrongType() {
  if (passed_over_ > 0 || field_ == Field::kNone || IsOursAlone(field_)) return true;
  switch (field_) {
    case Field::kDocument:
    case Field::kEventDocument:
      return Refuse("it is no object");
    case Field::kLeader:
      return Refuse("\"leader\" is no text");
    case Field::kFrameworks:
      return Refuse("\"frameworks\" is no list");
    case Field::kAgents:
      return Refuse("\"slaves\" is no list");
    case Field::kFrameworksItem:
      ++state_->skipped.frameworks;
      return true;
    case Field::kAgentsItem:
      ++state_->skipped.agents;
      return true;
    case Field::kTasksItem:
      ++state_->skipped.tasks;
      return true;
    case Field::kPortListItem:
      ++state_->skipped.ports;
      return true;
    case Field::kFrameworkPid:
    case Field::kAgentPid:
      ++state_->skipped.addresses;
      return true;
    default:
      break;
  }
  if (event_ != nullptr && place() != Place::kPort) return Refuse("a value is of a wrong type");
  if (place() == Place::kAgent) {
    spoilt_agent_ = true;
  } else if (place() == Place::kFramework) {
    spoilt_framework_ = true;
  } else if (place() == Place::kPort) {
    spoilt_port_ = true;
  } else {
    spoilt_task_ = true;
  }
  return true;
}

bool StateHandler::Refuse(std::string_view fault) {
  if (fault_.empty()) fault_ = fault;
  return false;
}

}  // namespace signpost::mesos
