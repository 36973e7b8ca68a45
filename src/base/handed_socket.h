#pragma once

// Sockets that somebody else opened, bound and handed to the server: a service manager, as root.

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
