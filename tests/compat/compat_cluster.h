#pragma once

// A cluster given as a master's state, asked over DNS: what a test needs to show one difference to
// Mesos-DNS.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status_board.h"
#include "dns/responder.h"
#include "mesos/cluster_zone.h"
#include "support/ldns_message.h"

namespace signpost::testing {

struct CompatTask {
  std::string name;
  std::string id;
  std::string address = "10.0.2.1";
  std::string discovery = "";  // JSON members of "discovery"; empty for none
  std::string ports = "[31000-31000]";
};

struct CompatFramework {
  std::string name;
  std::string address = "10.0.0.9";
  std::vector<CompatTask> tasks = {};
};

// A state with the agent S1 at 10.0.1.1 and the leader 10.0.0.1:5050.
std::string StateJson(const std::vector<CompatFramework>& frameworks);

class CompatCluster {
 public:
  explicit CompatCluster(const std::vector<CompatFramework>& frameworks,
                         const mesos::ClusterZoneOptions& options = DefaultOptions());

  // domain mesos, name server ns1.mesos at 127.0.0.1, master 10.0.0.1:5050.
  static mesos::ClusterZoneOptions DefaultOptions();

  LdnsMessage Ask(std::string_view name, wire::Type type,
                  dns::Transport transport = dns::Transport::kUdp,
                  const LdnsQueryOptions& options = {});

  // Sends `message` as it is. Ends the test program when there is no well-formed reply.
  LdnsMessage Send(Bytes message, dns::Transport transport = dns::Transport::kUdp);

  const StatusBoard& board() const { return board_; }
  std::shared_ptr<const records::Snapshot> snapshot() const { return snapshot_; }

 private:
  StatusBoard board_;
  std::shared_ptr<const records::Snapshot> snapshot_;
  dns::Responder responder_{dns::ResponderOptions{}};
};

}  // namespace signpost::testing
