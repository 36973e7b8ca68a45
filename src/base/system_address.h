#pragma once

// Endpoints as the system's calls take and give them. Values; any thread may use them.

#include <sys/socket.h>

#include <optional>

#include "base/endpoint.h"

namespace signpost {

struct SystemAddress {
  SystemAddress() = default;  // room for any address, to be filled by a call
  explicit SystemAddress(const Endpoint& endpoint);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }

  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);  // octets
};

// The address and port that `address` holds; nullopt when it is null or of another family than IPv4
// and IPv6. No mapping is applied.
std::optional<Endpoint> EndpointOf(const sockaddr* address);

}  // namespace signpost
