#pragma once

// Who is asked for host names, and who never: this server itself.

#include <span>
#include <vector>

#include "base/endpoint.h"

namespace signpost::poller {

struct NameServers {
  std::vector<Endpoint> asked = {};  // in this order; none: those of the system that are not `own`
  std::vector<Endpoint> own = {};    // where this server listens

  friend bool operator==(const NameServers&, const NameServers&) = default;
};

// Is `server` one of `own`? On either side 0.0.0.0 and :: stand for all loopback addresses, too:
// the system takes them so when they are asked.
bool IsOwnServer(const Endpoint& server, std::span<const Endpoint> own);

}  // namespace signpost::poller
