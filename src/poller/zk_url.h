#pragma once

// Where the masters meet in ZooKeeper: zk://[user:password@]host[:port],.../path, as Mesos and
// Mesos-DNS read it. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/endpoint.h"

namespace signpost::poller {

inline constexpr uint16_t kZkPort = 2181;  // of a server without one

struct ZkUrl {
  std::vector<HostPort> servers;  // at least one; hosts may be names
  std::string path = "/";         // without a slash at its end
  std::string credentials;        // "user:password" of the digest scheme; empty: none. Never logged

  std::string ServersText() const;  // "h1:2181,h2:2181": fit for the log
};

// Fails with InvalidArgument. The message names no text of the URL: a password with a slash or a
// comma in it may stand anywhere.
absl::StatusOr<ZkUrl> ParseZkUrl(std::string_view url);

}  // namespace signpost::poller
