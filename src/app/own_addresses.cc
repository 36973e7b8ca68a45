#include "app/own_addresses.h"

#include <ifaddrs.h>

#include <algorithm>
#include <memory>

#include "base/system_address.h"

namespace signpost::app {
namespace {

// Without its zone, an IPv6 link-local address leads nowhere (RFC 4007 §6).
bool IsReachable(const IpAddress& address) {
  return !address.IsLoopback() && (address.is_v4() || !address.IsLinkLocal());
}

std::vector<IpAddress> InterfaceAddresses(bool is_v4) {
  std::vector<IpAddress> addresses;
  ifaddrs* interfaces = nullptr;
  if (getifaddrs(&interfaces) == 0) {
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(interfaces, freeifaddrs);
    for (const ifaddrs* at = interfaces; at != nullptr; at = at->ifa_next) {
      const auto found = EndpointOf(at->ifa_addr);
      if (found && found->address.is_v4() == is_v4 && IsReachable(found->address)) {
        addresses.push_back(found->address);
      }
    }
  }
  if (addresses.empty()) addresses.push_back(*IpAddress::Parse(is_v4 ? "127.0.0.1" : "::1"));
  return addresses;
}

}  // namespace

std::vector<IpAddress> OwnAddresses(std::span<const IpAddress> listen) {
  std::vector<IpAddress> own;
  for (const IpAddress& address : listen) {
    const auto more = address.IsUnspecified() ? InterfaceAddresses(address.is_v4())
                                              : std::vector<IpAddress>{address};
    own.insert(own.end(), more.begin(), more.end());
  }
  std::ranges::sort(own);
  own.erase(std::unique(own.begin(), own.end()), own.end());
  return own;
}

}  // namespace signpost::app
