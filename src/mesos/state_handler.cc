#include "mesos/state_handler.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/charconv.h"
#include "base/absl_text.h"
#include "mesos/pid.h"
#include "mesos/state_parser.h"
#include "mesos/utf8.h"

namespace signpost::mesos {
namespace {

constexpr std::string_view kDockerLabel = "Docker.NetworkSettings.IPAddress";
constexpr std::string_view kMesosLabel = "MesosContainerizer.NetworkSettings.IPAddress";

TaskState StateFromName(std::string_view name) {
  if (name == "TASK_RUNNING") return TaskState::kRunning;
  if (name == "TASK_STAGING") return TaskState::kStaging;
  if (name == "TASK_STARTING") return TaskState::kStarting;
  if (name == "TASK_KILLING") return TaskState::kKilling;
  if (name == "TASK_UNREACHABLE") return TaskState::kUnreachable;
  return TaskState::kOther;
}

// Numbers out of a double's range become infinite: what counts is which is greater.
double ToDouble(std::string_view text) {
  double number = 0;
  absl::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "8080" or, as Mesos writes counts, "8080.0".
std::optional<uint16_t> ToPort(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// Never 0, which stands for none.
uint32_t ContainerHash(std::string_view id) {
  return static_cast<uint32_t>(absl::HashOf(ToAbsl(id))) | 1U;
}

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

bool StateHandler::RawNumber(const char* text, unsigned size, bool) {
  if (passed_over_ > 0 || field_ == Field::kNone) return true;
  if (!IsNumber(field_)) return OfWrongType();
  SetNumber(field_, {text, size});
  return true;
}

bool StateHandler::String(const char* text, unsigned size, bool) {
  if (passed_over_ > 0 || field_ == Field::kNone) return true;
  const bool is_text = !IsNumber(field_) && !IsBool(field_);
  if (!is_text || field_ >= Field::kFirstContainer) return OfWrongType();
  SetText(field_, {text, size});
  return true;
}

bool StateHandler::Key(const char* text, unsigned size, bool) {
  if (passed_over_ == 0) field_ = FieldOf(place(), {text, size});
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

void StateHandler::SetText(Field field, std::string_view text) {
  switch (field) {
    case Field::kLeader:
      state_->leader = text;
      break;
    case Field::kFrameworkId:
      framework_.id = ToValidUtf8(text);
      break;
    case Field::kFrameworkName:
      framework_.name = ToValidUtf8(text);
      break;
    case Field::kFrameworkHostname:
      framework_.hostname = text;
      break;
    case Field::kFrameworkPid:
      framework_.pid = ParsePid(text);
      if (!framework_.pid) ++state_->skipped.addresses;
      break;
    case Field::kTaskId:
      task_.id = ToValidUtf8(text);
      break;
    case Field::kTaskName:
      task_.name = ToValidUtf8(text);
      break;
    case Field::kTaskAgentId:
      task_.agent_id = text;
      break;
    case Field::kTaskState:
      task_.state = StateFromName(text);
      if (event_ != nullptr) event_->state = text;
      break;
    case Field::kTaskPorts:
      task_.ports.clear();
      state_->skipped.ports += ParsePortRanges(text, kMaxPortsPerTask, &task_.ports);
      break;
    case Field::kStatusState:
      status_.running = text == "TASK_RUNNING";
      break;
    case Field::kContainerIdText:
      status_.container = ContainerHash(text);
      break;
    case Field::kNetworkAddress:
      network_address_ = text;
      break;
    case Field::kAddressText:
      AddAddress(text, &status_.addresses.netinfo);
      break;
    case Field::kLabelKey:
      label_key_ = text;
      break;
    case Field::kLabelValue:
      label_value_ = text;
      break;
    case Field::kDiscoveryName:
      task_.discovery_name = ToValidUtf8(text);
      break;
    case Field::kPortName:
      port_.name = text;
      break;
    case Field::kPortProtocol:
      port_.protocol = text;
      break;
    case Field::kAgentId:
      agent_.id = text;
      break;
    case Field::kAgentHostname:
      agent_.hostname = text;
      break;
    case Field::kAgentPid:
      agent_.pid = ParsePid(text);
      if (!agent_.pid) ++state_->skipped.addresses;
      break;
    case Field::kMasterId:
      state_->master_id = text;
      break;
    case Field::kRecoveredAgentId:
      state_->recovered_agents->emplace_back(text);
      break;
    case Field::kEventType:
      event_->type = text;
      break;
    case Field::kStatusReason:
      event_->reason = text;
      break;
    case Field::kResourceName:
      resource_name_ = text;
      break;
    default:
      break;
  }
}

void StateHandler::SetNumber(Field field, std::string_view text) {
  switch (field) {
    case Field::kStatusTimestamp:
      status_.timestamp = ToDouble(text);
      break;
    case Field::kHeartbeatInterval:
      event_->heartbeat_s = ToDouble(text);
      break;
    case Field::kHostPort:
      *maps_host_port_ |= ToDouble(text) > 0;
      break;
    case Field::kRangeBegin:
      range_begin_ = text;
      break;
    case Field::kRangeEnd:
      range_end_ = text;
      break;
    default:
      SetPort(text);
      break;
  }
}

void StateHandler::SetPort(std::string_view text) {
  const auto port = ToPort(text);
  port_.number = port.value_or(0);
  if (!port) spoilt_port_ = true;
}

void StateHandler::AddAddress(std::string_view text, std::vector<IpAddress>* addresses) {
  if (text.empty()) return;
  if (const auto address = IpAddress::Parse(text)) {
    addresses->push_back(*address);
  } else {
    ++state_->skipped.addresses;
  }
}

}  // namespace signpost::mesos
