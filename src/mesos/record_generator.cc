#include "mesos/record_generator.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "mesos/pid.h"
#include "mesos/record_writer.h"

namespace signpost::mesos {
namespace {

std::optional<IpAddress> FrameworkAddress(const Framework& framework) {
  return framework.pid ? framework.pid->address : AddressOfHost(framework.hostname);
}

bool IsMasterNumber(std::string_view label) {
  constexpr std::string_view kMaster = "master";
  if (!label.starts_with(kMaster)) return false;
  label.remove_prefix(kMaster.size());
  return std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Names right below the domain that only the infrastructure may have: leader, master, masterN,
// slave.
bool IsReservedLabel(std::string_view label) {
  return label == "leader" || label == "slave" || IsMasterNumber(label);
}

// The masters in their order, each address once, as far as they are addresses.
std::vector<IpAddress> MasterAddresses(std::span<const std::string> masters) {
  std::vector<IpAddress> addresses;
  for (const std::string& master : masters) {
    const auto host_port = SplitHostPort(master);
    const auto address = host_port.ok() ? IpAddress::Parse(host_port->host) : std::nullopt;
    if (!address || std::ranges::count(addresses, *address) > 0) continue;
    addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace

FrameworkOwnRecords FrameworkRecords(const Framework& framework, const NamingOptions& options,
                                     RefusedRecords* refused) {
  const auto address = FrameworkAddress(framework);
  if (!address) return {};
  const std::string label = MangleDomain(framework.name, options.label_rule);
  FrameworkOwnRecords own{.own_name = NameIn(label, options.domain), .records = {}};
  if (own.own_name && (IsReservedLabel(label) || *own.own_name == options.name_server)) {
    ++refused->reserved;
    return {};
  }
  RecordWriter writer(options, &own.records, refused);
  writer.Addresses(own.own_name, {&*address, 1});
  if (framework.pid) {
    const std::string service = absl::StrCat("_framework._tcp.", label);
    writer.Service(NameIn(service, options.domain), framework.pid->port, own.own_name);
  }
  return own;
}

std::vector<IpAddress> AgentAddresses(const Agent& agent) {
  if (!agent.pid || !agent.pid->address) return {};
  return {*agent.pid->address};
}

records::RecordList AgentRecords(const Agent& agent, const NamingOptions& options) {
  records::RecordList list;
  RefusedRecords refused;  // these names are the domain's: they fit
  RecordWriter writer(options, &list, &refused);
  const auto addresses = AgentAddresses(agent);
  if (addresses.empty()) return list;
  const auto slave = NameIn("slave", options.domain);
  writer.Addresses(slave, addresses);
  writer.Service(NameIn("_slave._tcp", options.domain), agent.pid->port, slave);
  return list;
}

records::RecordList MasterRecords(std::string_view leader, std::span<const std::string> masters,
                                  const NamingOptions& options) {
  records::RecordList list;
  RefusedRecords refused;
  RecordWriter writer(options, &list, &refused);
  const auto pid = ParsePid(leader);
  if (!pid || !pid->address) return list;
  const auto leader_name = NameIn("leader", options.domain);
  writer.Addresses(leader_name, {&*pid->address, 1});
  for (const char* service : {"_leader._tcp", "_leader._udp"}) {
    writer.Service(NameIn(service, options.domain), pid->port, leader_name);
  }
  std::vector<IpAddress> all = MasterAddresses(masters);
  // A leader that is not listed comes last.
  if (std::ranges::count(all, *pid->address) == 0) all.push_back(*pid->address);
  writer.Addresses(NameIn("master", options.domain), all);
  for (size_t i = 0; i < all.size(); ++i) {
    writer.Addresses(NameIn(absl::StrCat("master", i), options.domain), {&all[i], 1});
  }
  return list;
}

records::RecordList NameServerRecords(std::span<const IpAddress> listen,
                                      const NamingOptions& options) {
  records::RecordList list;
  RefusedRecords refused;
  if (wire::IsAtOrBelow(options.name_server.wire(), options.domain.wire())) {
    RecordWriter(options, &list, &refused).Addresses(options.name_server, listen);
  }
  return list;
}

}  // namespace signpost::mesos
