#pragma once

// Which names follow from a task, an agent, a framework, the masters: docs/naming.md as code.
//
// Pure functions, one source in, its records out. Owners are canonical and lie in the zone. A
// record that cannot be encoded (an empty label, a name over 255 octets) is left out and counted;
// the rest of its source is served.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mesos/host_table.h"
#include "mesos/labels.h"
#include "mesos/state.h"
#include "mesos/task_addresses.h"
#include "records/record_list.h"
#include "wire/name.h"

namespace signpost::mesos {

inline constexpr size_t kMaxRecordsPerTask = 16384;

struct NamingOptions {
  wire::Name domain;       // canonical
  wire::Name name_server;  // SOAMname, canonical
  LabelRule label_rule = LabelRule::kRfc1123;
  std::vector<AddressSource> sources = {AddressSource::kNetinfo, AddressSource::kMesos,
                                        AddressSource::kHost};
  uint16_t srv_weight = 1;
  size_t records_per_task_max = kMaxRecordsPerTask;

  friend bool operator==(const NamingOptions&, const NamingOptions&) = default;
};

// Records left out while generating, by reason.
struct RefusedRecords {
  uint64_t unencodable = 0;      // an empty label, a label or a name that is too long
  uint64_t over_task_limit = 0;  // beyond records_per_task_max
  uint64_t reserved = 0;         // a tenant that claims a name of the infrastructure

  friend bool operator==(const RefusedRecords&, const RefusedRecords&) = default;
};

// Of a running task on an agent with `agent_addresses`.
records::RecordList TaskRecords(const Task& task, std::string_view framework_name,
                                std::span<const IpAddress> agent_addresses,
                                const NamingOptions& options, RefusedRecords* refused);

// The names that tasks share and that clients ask for, below the framework's, as text: its own one,
// and its discovery name as it is, where that is served too. None twice.
std::vector<std::string> SharedNames(const Task& task, std::string_view framework_name,
                                     const NamingOptions& options);

// Of a framework itself: its addresses, and SRV of its scheduler. They give way to another
// framework's task whose name is `own_name`.
struct FrameworkOwnRecords {
  std::optional<wire::Name> own_name;  // null when it cannot be encoded or is reserved
  records::RecordList records;         // empty without own_name
};
FrameworkOwnRecords FrameworkRecords(const Framework& framework, const NamingOptions& options,
                                     RefusedRecords* refused);

// The agent's addresses: that of its pid, or those found for the name there.
std::vector<IpAddress> AgentAddresses(const Agent& agent);

// Of an agent: slave.DOMAIN and _slave._tcp.DOMAIN.
records::RecordList AgentRecords(const Agent& agent, const NamingOptions& options);

// Of the masters: leader, master, masterN and _leader._tcp/_udp. `leader` is the state's leader
// pid; `masters` the configured host:port texts in their order; `hosts` has the addresses of their
// names.
records::RecordList MasterRecords(std::string_view leader, std::span<const std::string> masters,
                                  const NamingOptions& options,
                                  const HostTable& hosts = HostTable());

// The names that they wait for: the leader's, then the masters'.
std::vector<std::string> MasterHosts(std::string_view leader, std::span<const std::string> masters);

// Of the server itself: the addresses of name_server, if it lies in the domain.
records::RecordList NameServerRecords(std::span<const IpAddress> listen,
                                      const NamingOptions& options);

}  // namespace signpost::mesos
