#include "forward/client_counts.h"

#include "base/check.h"

namespace signpost::forward {

ClientKey ClientKeyOf(const IpAddress& address) {
  const Bytes octets = address.bytes();
  const bool is_v4 = address.is_v4();
  uint64_t number = LoadU32(octets.data());
  if (!is_v4) number = number << 32 | LoadU32(&octets[4]);
  return {number, is_v4};
}

bool ClientCounts::Add(const ClientKey& client, size_t max) {
  size_t& count = counts_[client];
  if (count >= max) {
    if (count == 0) counts_.erase(client);
    return false;
  }
  ++count;
  return true;
}

void ClientCounts::Remove(const ClientKey& client) {
  const auto count = counts_.find(client);
  SIGNPOST_CHECK(count != counts_.end());
  if (--count->second == 0) counts_.erase(count);
}

}  // namespace signpost::forward
