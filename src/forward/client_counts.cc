#include "forward/client_counts.h"

#include "base/check.h"

namespace signpost::forward {

bool ClientCounts::Add(const IpNetwork& client, size_t max) {
  const auto [count, is_new] = counts_.try_emplace(client, 0);
  if (count->second < max) {
    ++count->second;
    return true;
  }
  if (is_new) counts_.erase(count);
  return false;
}

void ClientCounts::Remove(const IpNetwork& client) {
  const auto count = counts_.find(client);
  SIGNPOST_CHECK(count != counts_.end());
  if (--count->second == 0) counts_.erase(count);
}

}  // namespace signpost::forward
