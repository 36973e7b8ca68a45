#include "dns/udp_outbox.h"

#include <span>

#include "wire/types.h"

namespace signpost::dns {

UdpOutbox::UdpOutbox() {
  peers_.reserve(kUdpBatchSize);
  octets_.reserve(wire::kMessageSizeMax);
}

bool UdpOutbox::Add(const UdpPeer& peer, Bytes reply) {
  const size_t index = peers_.size();
  if (index == kUdpBatchSize || octets_.size() + reply.size() > octets_.capacity()) return false;
  parts_[index] = {octets_.data() + octets_.size(), reply.size()};
  octets_.insert(octets_.end(), reply.begin(), reply.end());
  peers_.push_back(peer);
  msghdr& header = datagrams_[index].msg_hdr;
  header = {};
  peers_[index].Address(&header);
  header.msg_iov = &parts_[index];
  header.msg_iovlen = 1;
  return true;
}

void UdpOutbox::Send(int socket, UdpCounters* counters) {
  SendDatagrams(socket, std::span(datagrams_).first(peers_.size()), counters);
  peers_.clear();
  octets_.clear();
}

}  // namespace signpost::dns
