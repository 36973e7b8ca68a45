#include "poller/name_servers.h"

#include <algorithm>

namespace signpost::poller {

bool IsOwnServer(const Endpoint& server, std::span<const Endpoint> own) {
  return std::ranges::any_of(own, [&](const Endpoint& here) {
    const bool is_any_loopback = here.address.IsUnspecified() && server.address.IsLoopback();
    return server.port == here.port && (server.address == here.address || is_any_loopback);
  });
}

}  // namespace signpost::poller
