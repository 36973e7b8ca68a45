#pragma once

// How many of its queries each client has waiting. Private to this room; owned by one thread.

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/endpoint.h"

namespace signpost::forward {

// An IPv4 address or an IPv6 /64 network: what one client can take of addresses.
using ClientKey = std::pair<uint64_t, bool>;  // the number, is it IPv4?

ClientKey ClientKeyOf(const IpAddress& address);

class ClientCounts {
 public:
  // Counts one more; false, and not counted, when there are `max`.
  bool Add(const ClientKey& client, size_t max);
  void Remove(const ClientKey& client);

 private:
  absl::flat_hash_map<ClientKey, size_t> counts_;  // none is 0
};

}  // namespace signpost::forward
