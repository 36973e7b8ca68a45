#pragma once

// Replies that come later than their queries' batch, gathered so that many leave with one system
// call. Private to this room; owned by one thread.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "dns/limits.h"
#include "dns/udp_sender.h"

namespace signpost::dns {

class UdpOutbox {
 public:
  UdpOutbox();

  // Keeps `reply` for `peer` until Send(); false when there is no room left.
  bool Add(const UdpPeer& peer, Bytes reply);
  bool empty() const { return peers_.empty(); }

  // Sends what is kept.
  void Send(int socket, UdpCounters* counters);

 private:
  // Neither grows beyond what was reserved: what points into them stays.
  std::vector<UdpPeer> peers_;
  std::vector<uint8_t> octets_;
  UdpSender sender_;
};

}  // namespace signpost::dns
