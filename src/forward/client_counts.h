#pragma once

// How many of its queries each client has waiting. Private to this room; owned by one thread.

#include <cstddef>
#include <map>

#include "base/network.h"

namespace signpost::forward {

class ClientCounts {
 public:
  // Counts one more of `client`, a ClientNetwork(); false, and not counted, when there are `max`.
  bool Add(const IpNetwork& client, size_t max);
  void Remove(const IpNetwork& client);

 private:
  std::map<IpNetwork, size_t> counts_;  // none is 0
};

}  // namespace signpost::forward
