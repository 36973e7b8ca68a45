#include "forward/system_address.h"

#include <netinet/in.h>

#include <cstring>

namespace signpost::forward {

SystemAddress::SystemAddress(const Endpoint& endpoint) {
  const Bytes octets = endpoint.address.bytes();
  if (endpoint.address.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    std::memcpy(&v4->sin_addr, octets.data(), octets.size());
    size = sizeof(*v4);
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    std::memcpy(&v6->sin6_addr, octets.data(), octets.size());
    size = sizeof(*v6);
  }
}

}  // namespace signpost::forward
