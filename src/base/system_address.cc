#include "base/system_address.h"

#include <netinet/in.h>

#include <cstring>

namespace signpost {
namespace {

template <typename Octets>
Endpoint ToEndpoint(const Octets& octets, in_port_t port) {
  const auto* const begin = reinterpret_cast<const uint8_t*>(&octets);
  return {*IpAddress::FromBytes({begin, sizeof(octets)}), ntohs(port)};
}

}  // namespace

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

std::optional<Endpoint> EndpointOf(const sockaddr* address) {
  if (address == nullptr) return std::nullopt;
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    return ToEndpoint(v4->sin_addr, v4->sin_port);
  }
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return ToEndpoint(v6->sin6_addr, v6->sin6_port);
  }
  return std::nullopt;
}

}  // namespace signpost
