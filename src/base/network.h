#pragma once

// Networks of IP addresses and lists of them: who may forward, who is exempt, who may ask. Values;
// any thread may use them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"

namespace signpost {

// A prefix of addresses, IPv4 or IPv6.
class IpNetwork {
 public:
  // "10.0.0.0/8", "fd00::/8", or an address alone. Bits behind the prefix count for nothing:
  // "10.1.2.3/8" is "10.0.0.0/8". nullopt for anything else, a length with leading zeros or signs
  // included.
  static std::optional<IpNetwork> Parse(std::string_view text);

  // The first `prefix_size` bits of `address`; at most 32 for IPv4, 128 for IPv6.
  IpNetwork(const IpAddress& address, uint8_t prefix_size);

  // An IPv4 address is in no IPv6 network, nor the other way round.
  bool Contains(const IpAddress& address) const;

  std::string ToString() const;  // "10.0.0.0/8", always with the length

  friend bool operator==(const IpNetwork&, const IpNetwork&) = default;
  friend auto operator<=>(const IpNetwork&, const IpNetwork&) = default;

 private:
  IpAddress first_;
  uint8_t prefix_size_;  // bits
};

// What counts as one client where clients have limits: an IPv4 address, and the /64 of an IPv6
// address, in which a host may take any number of addresses (RFC 4291 §2.5.1, RFC 8981).
IpNetwork ClientNetwork(const IpAddress& address);

// Names that stand for networks in a configuration: "loopback" (127/8, ::1), "private" (RFC 1918,
// RFC 4193), "link-local" (169.254/16, fe80::/10), "unique-local" (RFC 4193 alone). Empty for any
// other name.
std::vector<IpNetwork> NamedNetworks(std::string_view name);

// The networks of several texts, each a name or a network, in their order; texts that are neither
// are left out.
class NetworkList {
 public:
  NetworkList() = default;
  explicit NetworkList(const std::vector<std::string>& texts);

  bool Contains(const IpAddress& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  std::vector<IpNetwork> networks_;
};

}  // namespace signpost
