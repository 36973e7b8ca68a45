// Values of StateHandler: where each goes.

#include <charconv>
#include <optional>

#include "absl/hash/hash.h"
#include "absl/strings/charconv.h"
#include "base/absl_text.h"
#include "mesos/pid.h"
#include "mesos/state_handler.h"
#include "mesos/state_parser.h"
#include "mesos/utf8.h"

namespace signpost::mesos {
namespace {

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
