#include "dns/udp_outbox.h"

#include "wire/types.h"

namespace signpost::dns {

UdpOutbox::UdpOutbox() {
  peers_.reserve(kUdpBatchSize);
  octets_.reserve(wire::kMessageSizeMax);
}

bool UdpOutbox::Add(const UdpPeer& peer, Bytes reply) {
  if (sender_.is_full() || octets_.size() + reply.size() > octets_.capacity()) return false;
  const size_t begin = octets_.size();
  octets_.insert(octets_.end(), reply.begin(), reply.end());
  peers_.push_back(peer);
  sender_.Add(&peers_.back(), Bytes(octets_).subspan(begin));
  return true;
}

void UdpOutbox::Send(int socket, UdpCounters* counters) {
  sender_.Send(socket, counters);
  peers_.clear();
  octets_.clear();
}

}  // namespace signpost::dns
