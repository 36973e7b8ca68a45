#pragma once

// The cluster as a Mesos master describes it, reduced to what names follow from. Plain values.
//
// Texts are the master's, unchecked: tenants choose names and ids. Times are the master's.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.h"

namespace signpost::mesos {

// A libprocess address, "slave(1)@10.0.0.1:5051". The host may be a name.
struct Pid {
  std::string host;
  uint16_t port = 0;
  std::optional<IpAddress> address;  // when the host is an address

  friend bool operator==(const Pid&, const Pid&) = default;
};

enum class TaskState : uint8_t {
  kStaging,
  kStarting,
  kRunning,
  kKilling,
  kUnreachable,
  kOther,
};

// What a TASK_RUNNING status says about addresses, by source (IPSources).
struct StatusAddresses {
  std::vector<IpAddress> netinfo;  // container_status.network_infos
  std::vector<IpAddress> docker;   // label Docker.NetworkSettings.IPAddress
  std::vector<IpAddress> mesos;    // label MesosContainerizer.NetworkSettings.IPAddress

  friend bool operator==(const StatusAddresses&, const StatusAddresses&) = default;
};

struct DiscoveryPort {
  uint16_t number = 0;
  std::string name;
  std::string protocol;

  friend bool operator==(const DiscoveryPort&, const DiscoveryPort&) = default;
};

struct Task {
  std::string id;
  std::string name;
  std::string agent_id;
  TaskState state = TaskState::kOther;
  bool healthy = true;          // the newest health in its statuses; true when none is checked
  bool health_checked = false;  // a status reported a check
  bool maps_host_port = false;  // a port mapping of its container has a host port
  bool addresses_kept = false;  // its newest status had none: these are an earlier one's
  uint32_t container = 0;       // tells containers apart (a hash); 0 when none is named
  std::string discovery_name;   // empty: the task has no discovery info (as in the reference)
  std::vector<DiscoveryPort> discovery_ports;
  std::vector<uint16_t> ports;  // resources.ports, ranges expanded, at most kMaxPortsPerTask
  StatusAddresses addresses;    // of the newest TASK_RUNNING status
  double status_time = 0;       // of the newest status, seconds by its sender's clock; 0: none

  friend bool operator==(const Task&, const Task&) = default;
};

struct Framework {
  std::string id;
  std::string name;
  std::string hostname;
  std::optional<Pid> pid;
  // Of "tasks" and "unreachable_tasks" (these in kUnreachable), never of "completed_tasks".
  std::vector<Task> tasks;
  bool recovered = false;  // after a fail-over: told of by its agents, its scheduler is not back
  // Of the pid's host, or without a pid of hostname, where that is a name: ClusterModel fills it
  // in.
  std::vector<IpAddress> looked_up = {};
};

struct Agent {
  std::string id;
  std::string hostname;
  std::optional<Pid> pid;
  std::vector<IpAddress> looked_up = {};  // of the pid's host, likewise

  friend bool operator==(const Agent&, const Agent&) = default;
};

// Items left out while reading, by reason.
struct SkippedItems {
  uint64_t tasks = 0;  // a field of a wrong type
  uint64_t frameworks = 0;
  uint64_t agents = 0;
  uint64_t ports = 0;      // no port, or more than kMaxPortsPerTask
  uint64_t addresses = 0;  // not a canonical address
};

struct State {
  std::string leader;          // the leader's pid as written: "master@10.0.0.1:5050"
  std::string master_id = {};  // of the master that serves it: another one each time it starts
  // After a fail-over, the ids of the agents that are registered and not back yet. Null when the
  // document does not say (older masters).
  std::optional<std::vector<std::string>> recovered_agents = {};
  std::vector<Agent> agents;
  std::vector<Framework> frameworks;
  SkippedItems skipped;
};

}  // namespace signpost::mesos
