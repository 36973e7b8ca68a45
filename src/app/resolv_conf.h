#pragma once

// The name servers of the system (resolv.conf(5)), for a configuration without resolvers. Private
// to this room.

#include <string_view>
#include <vector>

#include "base/endpoint.h"

namespace signpost::app {

// Those of "nameserver ADDRESS" lines, with port 53, in their order, each once. Lines with anything
// else, an address with a zone included, are left out. Pure.
std::vector<Endpoint> NameServersIn(std::string_view resolv_conf);

// Those of /etc/resolv.conf; none when it cannot be read.
std::vector<Endpoint> SystemNameServers();

}  // namespace signpost::app
