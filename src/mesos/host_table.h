#pragma once

// Addresses of the host names under which agents, frameworks and masters are known, where Mesos
// writes a name in place of an address.
//
// Somebody else looks the names up; here is what was found. Belongs to the poller's thread.

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/endpoint.h"

namespace signpost::mesos {

// `host` as it is looked up: in lower case, without a final dot. Empty when there is nothing to
// look up: it is an address or localhost, or can be no host's name (labels of letters, digits, '-'
// and '_', the last of them not a number: RFC 1123 §2.1).
std::string LookedUpName(std::string_view host);

struct HostAddresses {
  std::string host;  // LookedUpName()
  std::vector<IpAddress> addresses;
};

class HostTable {
 public:
  // `found.host` has these addresses from now on; with none it is unknown again. False when that
  // was known.
  bool Set(const HostAddresses& found);

  // Empty when nothing is known of `name`, a LookedUpName().
  const std::vector<IpAddress>& AddressesOf(std::string_view name) const;

 private:
  absl::flat_hash_map<std::string, std::vector<IpAddress>> addresses_;
};

}  // namespace signpost::mesos
