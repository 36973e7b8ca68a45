#pragma once

// The addresses under which clients reach this machine, for the server's own name.

#include <span>
#include <vector>

#include "base/endpoint.h"

namespace signpost::app {

// `listen` with 0.0.0.0 and :: replaced by the addresses of this machine's interfaces in that
// family, without loopback and IPv6 link-local ones, as in the reference; where a machine has no
// others, its loopback address stands. Each address once. Asks the system: at start-up only.
std::vector<IpAddress> OwnAddresses(std::span<const IpAddress> listen);

}  // namespace signpost::app
