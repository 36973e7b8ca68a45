#pragma once

// The control plane: one thread that learns the cluster's state, builds the next table and
// publishes it.
//
// A file is watched. Masters are asked for their state now and then, and their event stream is
// followed between: what changes is served within a fraction of a second.
//
// Whatever fails, the last good snapshot goes on answering; failures are counted by reason on the
// status board and logged when the reason changes.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/endpoint.h"
#include "base/status_board.h"
#include "mesos/cluster_zone.h"
#include "poller/http_security.h"
#include "poller/limits.h"
#include "poller/name_servers.h"
#include "records/snapshot_publisher.h"

namespace signpost::poller {

struct PollerOptions {
  // Either a file (stateFile; watched with inotify) or masters.
  std::string state_file;
  std::vector<std::string> masters;  // host:port, as configured
  std::string zk;                    // zk://... (zk_url.h) where they meet; empty: nowhere
  // What is said in the log and on the board of a leader that is not found in time.
  std::chrono::seconds zk_detection_timeout{30};

  // Where the last state is kept for the next start; empty: nowhere (stateDirectory).
  std::string state_directory;

  // Serve what is kept there until a master answers. Not where something newer is served already.
  bool restores = true;

  std::chrono::seconds refresh{60};         // from the end of one poll to the start of the next
  std::chrono::seconds state_timeout{300};  // one whole GET of the state (stateTimeoutSeconds)

  std::shared_ptr<const HttpSecurity> security;  // ReadHttpSecurity(); none: plain HTTP

  // Who is asked for names of masters, of ZooKeeper's servers, and of hosts in the cluster.
  NameServers name_servers;
  HostLimits hosts;  // of the latter

  FetchLimits limits;  // limits.whole is state_timeout

  mesos::ClusterZoneOptions zone;

  friend bool operator==(const PollerOptions&, const PollerOptions&) = default;
};

class Poller {
 public:
  // `publisher` and `board` must outlive the poller.
  Poller(const PollerOptions& options, records::SnapshotPublisher* publisher, StatusBoard* board);
  ~Poller();  // as Stop()

  // Starts the thread. It polls at once. What the publisher has goes on being served until there is
  // something to take its place.
  void Start();
  void Stop();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::poller
