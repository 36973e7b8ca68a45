#include "mesos/record_generator.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "mesos/pid.h"
#include "mesos/record_writer.h"

namespace signpost::mesos {
namespace {

std::vector<IpAddress> FrameworkAddresses(const Framework& framework) {
  const auto address = framework.pid ? framework.pid->address : AddressOfHost(framework.hostname);
  return address ? std::vector{*address} : framework.looked_up;
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

using AddressLists = std::vector<std::vector<IpAddress>>;

std::vector<IpAddress> AddressesOf(const Pid& pid, const HostTable& hosts) {
  return pid.address ? std::vector{*pid.address} : hosts.AddressesOf(LookedUpName(pid.host));
}

// Appends those that `lists` does not have yet, if there are any.
void AppendNew(const std::vector<IpAddress>& addresses, AddressLists* lists) {
  std::vector<IpAddress> added;
  for (const IpAddress& address : addresses) {
    const bool is_there = std::ranges::any_of(
        *lists, [&](const auto& list) { return std::ranges::count(list, address) > 0; });
    if (!is_there) added.push_back(address);
  }
  if (!added.empty()) lists->push_back(std::move(added));
}

// Those of each master in their order, each address once.
AddressLists AddressesOfMasters(std::span<const std::string> masters, const HostTable& hosts) {
  AddressLists lists;
  for (const std::string& master : masters) {
    const auto host_port = SplitHostPort(master);
    if (!host_port.ok()) continue;
    const auto address = IpAddress::Parse(host_port->host);
    AppendNew(address ? std::vector{*address} : hosts.AddressesOf(LookedUpName(host_port->host)),
              &lists);
  }
  return lists;
}

}  // namespace

FrameworkOwnRecords FrameworkRecords(const Framework& framework, const NamingOptions& options,
                                     RefusedRecords* refused) {
  const auto addresses = FrameworkAddresses(framework);
  if (addresses.empty()) return {};
  const std::string label = MangleDomain(framework.name, options.label_rule);
  FrameworkOwnRecords own{.own_name = NameIn(label, options.domain), .records = {}};
  if (own.own_name && (IsReservedLabel(label) || *own.own_name == options.name_server)) {
    ++refused->reserved;
    return {};
  }
  RecordWriter writer(options, &own.records, refused);
  writer.Addresses(own.own_name, addresses);
  if (framework.pid) {
    const std::string service = absl::StrCat("_framework._tcp.", label);
    writer.Service(NameIn(service, options.domain), framework.pid->port, own.own_name);
  }
  return own;
}

std::vector<IpAddress> AgentAddresses(const Agent& agent) {
  if (!agent.pid) return {};
  return agent.pid->address ? std::vector{*agent.pid->address} : agent.looked_up;
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
                                  const NamingOptions& options, const HostTable& hosts) {
  records::RecordList list;
  RefusedRecords refused;
  RecordWriter writer(options, &list, &refused);
  const auto pid = ParsePid(leader);
  const auto addresses = pid ? AddressesOf(*pid, hosts) : std::vector<IpAddress>();
  if (addresses.empty()) return list;
  const auto leader_name = NameIn("leader", options.domain);
  writer.Addresses(leader_name, addresses);
  for (const char* service : {"_leader._tcp", "_leader._udp"}) {
    writer.Service(NameIn(service, options.domain), pid->port, leader_name);
  }
  AddressLists all = AddressesOfMasters(masters, hosts);
  AppendNew(addresses, &all);  // a leader that is not listed comes last
  const auto every = NameIn("master", options.domain);
  for (size_t i = 0; i < all.size(); ++i) {
    writer.Addresses(every, all[i]);
    writer.Addresses(NameIn(absl::StrCat("master", i), options.domain), all[i]);
  }
  return list;
}

std::vector<std::string> MasterHosts(std::string_view leader,
                                     std::span<const std::string> masters) {
  std::vector<std::string> hosts;
  if (const auto pid = ParsePid(leader)) hosts.push_back(LookedUpName(pid->host));
  for (const std::string& master : masters) {
    const auto host_port = SplitHostPort(master);
    if (host_port.ok()) hosts.push_back(LookedUpName(host_port->host));
  }
  std::erase(hosts, "");
  return hosts;
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
