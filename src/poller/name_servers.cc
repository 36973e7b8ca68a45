#include "poller/name_servers.h"

#include <algorithm>

namespace signpost::poller {

namespace {

bool IsAnyLoopback(const IpAddress& address) {
  return address.IsLoopback() || address.IsUnspecified();
}

// May what is sent to `address` reach a socket that listens on `here`?
bool Reaches(const IpAddress& address, const IpAddress& here) {
  if (address == here) return true;
  return (here.IsUnspecified() && address.IsLoopback()) ||
         (address.IsUnspecified() && IsAnyLoopback(here));
}

}  // namespace

bool IsOwnServer(const Endpoint& server, std::span<const Endpoint> own) {
  return std::ranges::any_of(own, [&](const Endpoint& here) {
    return server.port == here.port && Reaches(server.address, here.address);
  });
}

}  // namespace signpost::poller
