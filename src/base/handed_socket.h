#pragma once

// Sockets that somebody else opened and bound: a service manager, as root, or this process before
// its configuration was read again.

#include <span>
#include <string>
#include <vector>

#include "base/endpoint.h"

namespace signpost {

enum class SocketKind {
  kUdp,
  kTcp,  // listening
};

// The descriptor belongs to whoever made the value and outlives its users, who duplicate it.
struct HandedSocket {
  SocketKind kind = SocketKind::kUdp;
  Endpoint endpoint = {};  // what it is bound to
  int descriptor = -1;
  std::string name = {};  // for messages
  bool is_own = false;    // of this process: as many of its threads as it likes may use it
};

// Those of `sockets` that are of `kind` and bound to just `endpoint`.
inline std::vector<int> DescriptorsOf(std::span<const HandedSocket> sockets, SocketKind kind,
                                      const Endpoint& endpoint) {
  std::vector<int> descriptors;
  for (const HandedSocket& socket : sockets) {
    if (socket.kind == kind && socket.endpoint == endpoint) {
      descriptors.push_back(socket.descriptor);
    }
  }
  return descriptors;
}

}  // namespace signpost
