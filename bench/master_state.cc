#include "master_state.h"

#include "absl/strings/str_format.h"

namespace signpost::bench {
namespace {

constexpr char kMasterId[] = "a1b2c3d4-0000-4000-8000-000000000001";
constexpr char kResources[] =
    R"({"disk":100000.0,"mem":64000.0,"gpus":0.0,"cpus":32.0,"ports":"[1025-5049, 5052-32000]"})";

// Multiplied by it, numbers below 2^32 look random and stay different from each other.
constexpr uint32_t kOddFactor = 2654435761;

// What the generator says about task `number`.
struct Facts {
  explicit Facts(const StateSize& size, size_t number)
      : name(absl::StrFormat("svc-%05d", number / size.instances)),
        id(absl::StrFormat("%s.%08x-77a1-11ee-9c2d-0242ac11%04x", name,
                           static_cast<uint32_t>(number * kOddFactor), number % 65536)),
        agent(number * 7919 % (size.tasks / size.tasks_per_agent + 1)),
        address(
            absl::StrFormat("9.%d.%d.%d", number / 62500, number / 250 % 250, 1 + number % 250)),
        port(static_cast<uint16_t>(10000 + number * 31 % 20000)) {}

  std::string agent_id() const { return absl::StrFormat("%s-S%d", kMasterId, agent); }

  const std::string name;
  const std::string id;
  const size_t agent;
  const std::string address;
  const uint16_t port;
};

std::string AgentAddress(size_t agent) {
  return absl::StrFormat("10.%d.%d.%d", 1 + agent / 62500, agent / 250 % 250, 1 + agent % 250);
}

void AppendAgent(size_t agent, std::string* json) {
  const std::string address = AgentAddress(agent);
  absl::StrAppendFormat(
      json,
      R"({"id":"%s-S%d","hostname":"%s","port":5051,"attributes":{"zone":"z1","rack":"r17"},)"
      R"("pid":"slave(1)@%s:5051","registered_time":1700000000.5,"resources":%s,)"
      R"("used_resources":%s,"unreserved_resources":%s,"active":true,"version":"1.11.0",)"
      R"("capabilities":["MULTI_ROLE","HIERARCHICAL_ROLE"]})",
      kMasterId, agent, address, address, kResources, kResources, kResources);
}

void AppendStatus(const char* state, size_t number, const Facts& task, std::string* json) {
  absl::StrAppendFormat(
      json,
      R"({"state":"%s","timestamp":%d.5,"container_status":{"container_id":{"value":)"
      R"("5f0c9f2e-1d0a-4b6c-9d7e-%012x"},"network_infos":[{"ip_addresses":[{"protocol":"IPv4",)"
      R"("ip_address":"%s"}],"name":"dcos"}]},"healthy":true})",
      state, 1700000000 + number, number, task.address);
}

void AppendTask(const StateSize& size, size_t number, std::string* json) {
  const Facts task(size, number);
  absl::StrAppendFormat(
      json,
      R"({"id":"%s","name":"%s","framework_id":"%s","executor_id":"","slave_id":"%s",)"
      R"("state":"TASK_RUNNING","resources":{"disk":0.0,"mem":256.0,"gpus":0.0,"cpus":0.5,)"
      R"("ports":"[%d-%d]"},"role":"slave_public","statuses":[)",
      task.id, task.name, kFrameworkId, task.agent_id(), task.port, task.port);
  AppendStatus("TASK_STARTING", number, task, json);
  json->append(",");
  AppendStatus("TASK_RUNNING", number + 1, task, json);
  absl::StrAppendFormat(
      json,
      R"(],"labels":[{"key":"HAPROXY_GROUP","value":"external"},{"key":"DCOS_SPACE","value":)"
      R"("/prod/%s"}],"discovery":{"visibility":"FRAMEWORK","name":"%s","ports":{"ports":[{)"
      R"("number":%d,"name":"http","protocol":"tcp","labels":{"labels":[{"key":"VIP_0","value":)"
      R"("/%s:80"}]}}]}},"container":{"type":"DOCKER","docker":{"image":)"
      R"("registry.example.com/prod/%s:1.2.3","network":"BRIDGE","privileged":false,)"
      R"("parameters":[{"key":"label","value":"app=%s"}],"force_pull_image":false}}})",
      task.name, task.name, task.port, task.name, task.name, task.name);
}

}  // namespace

std::string MasterStateJson(const StateSize& size) {
  std::string json = absl::StrFormat(
      R"({"version":"1.11.0","id":"%s","pid":"master@10.0.0.1:5050","hostname":"10.0.0.1",)"
      R"("leader":"master@10.0.0.1:5050","slaves":[)",
      kMasterId);
  json.reserve(size.tasks * 1500 + 4096);
  for (size_t agent = 0; agent <= size.tasks / size.tasks_per_agent; ++agent) {
    if (agent > 0) json.append(",");
    AppendAgent(agent, &json);
  }
  absl::StrAppendFormat(
      &json,
      R"(],"frameworks":[{"id":"%s","name":"marathon","pid":"scheduler-1@10.0.250.1:15101",)"
      R"("hostname":"10.0.250.1","active":true,"tasks":[)",
      kFrameworkId);
  // A master keeps tasks in a hash map: in no order of names. The factor has none in common with
  // round sizes.
  for (size_t i = 0; i < size.tasks; ++i) {
    if (i > 0) json.append(",");
    AppendTask(size, i * 7919 % size.tasks, &json);
  }
  return json.append(R"(],"completed_tasks":[]}],"completed_frameworks":[]})");
}

mesos::Task MasterStateTask(const StateSize& size, size_t number) {
  const Facts facts(size, number);
  mesos::Task task;
  task.id = facts.id;
  task.name = facts.name;
  task.agent_id = facts.agent_id();
  task.state = mesos::TaskState::kRunning;
  task.discovery_name = facts.name;
  task.discovery_ports = {{facts.port, "http", "tcp"}};
  task.ports = {facts.port};
  task.addresses.netinfo = {*IpAddress::Parse(facts.address)};
  return task;
}

}  // namespace signpost::bench
