#pragma once

// Endpoints as the system's calls take them. Private to this room.

#include <sys/socket.h>

#include "base/endpoint.h"

namespace signpost::forward {

struct SystemAddress {
  explicit SystemAddress(const Endpoint& endpoint);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_storage storage{};
  socklen_t size = 0;
};

}  // namespace signpost::forward
