#pragma once

// What is forwarded for whom.

#include "base/network.h"
#include "forward/relay.h"

namespace signpost::dns {

struct ForwarderOptions {
  forward::RelayOptions relay;  // without upstreams nothing is forwarded
  NetworkList clients;          // whose queries are forwarded; others get REFUSED
};

}  // namespace signpost::dns
