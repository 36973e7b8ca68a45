#include "compat/compat_cluster.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "mesos/state_parser.h"

namespace signpost::testing {
namespace {

std::string TaskJson(const CompatTask& task) {
  const std::string discovery =
      task.discovery.empty() ? "" : absl::StrCat(R"(, "discovery": {)", task.discovery, "}");
  return absl::StrCat(
      R"({"id": ")", task.id, R"(", "name": ")", task.name,
      R"(", "slave_id": "S1", "state": "TASK_RUNNING", "resources": {"ports": ")", task.ports,
      R"("}, "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.5,)",
      R"("container_status": {"network_infos": [{"ip_addresses": [{"ip_address": ")", task.address,
      R"("}]}]}}])", discovery, "}");
}

std::string FrameworkJson(const CompatFramework& framework, size_t number) {
  std::string tasks;
  for (const CompatTask& task : framework.tasks) {
    absl::StrAppend(&tasks, tasks.empty() ? "" : ", ", TaskJson(task));
  }
  return absl::StrCat(R"({"id": "F)", number, R"(", "name": ")", framework.name,
                      R"(", "pid": "scheduler@)", framework.address, R"(:9000", "tasks": [)", tasks,
                      "]}");
}

}  // namespace

std::string StateJson(const std::vector<CompatFramework>& frameworks) {
  std::string all;
  for (size_t i = 0; i < frameworks.size(); ++i) {
    absl::StrAppend(&all, i == 0 ? "" : ", ", FrameworkJson(frameworks[i], i));
  }
  return absl::StrCat(R"({"leader": "master@10.0.0.1:5050", "slaves": [{"id": "S1",)",
                      R"("hostname": "agent", "pid": "slave(1)@10.0.1.1:5051"}], "frameworks": [)",
                      all, "]}");
}

mesos::ClusterZoneOptions CompatCluster::DefaultOptions() {
  mesos::ClusterZoneOptions options;
  options.naming.domain = *wire::Name::FromText("mesos.");
  options.naming.name_server = *wire::Name::FromText("ns1.mesos.");
  options.masters = {"10.0.0.1:5050"};
  options.listen = {*IpAddress::Parse("127.0.0.1")};
  options.soa = {.mname = options.naming.name_server,
                 .rname = *wire::Name::FromText("root.ns1.mesos."),
                 .serial = 0,
                 .refresh = 60,
                 .retry = 600,
                 .expire = 86400,
                 .minimum = 30};
  return options;
}

CompatCluster::CompatCluster(const std::vector<CompatFramework>& frameworks,
                             const mesos::ClusterZoneOptions& options) {
  mesos::ClusterZone zone(options, &board_);
  auto state = mesos::ParseState(StateJson(frameworks));
  SIGNPOST_CHECK(state.ok());
  snapshot_ = zone.Apply(*std::move(state), std::chrono::system_clock::time_point());
  SIGNPOST_CHECK(snapshot_ != nullptr);
}

LdnsMessage CompatCluster::Ask(std::string_view name, wire::Type type, dns::Transport transport,
                               const LdnsQueryOptions& options) {
  return Send(LdnsQuery(name, type, options), transport);
}

LdnsMessage CompatCluster::Send(Bytes message, dns::Transport transport) {
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  const size_t size = responder_.Respond(*snapshot_, transport, message, reply);
  auto parsed = ParseWithLdns({reply.data(), size});
  SIGNPOST_CHECK(parsed.has_value());
  return *std::move(parsed);
}

}  // namespace signpost::testing
