#include "dns/udp_batch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace signpost::dns {
namespace {

// Keeps of what was received only where it was received: the reply's source (ip(7), ipv6(7)).
void TurnAround(msghdr* header) {
  cmsghdr* control = CMSG_FIRSTHDR(header);
  if (control == nullptr) {
    header->msg_controllen = 0;
    return;
  }
  if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
    auto* info = reinterpret_cast<in_pktinfo*>(CMSG_DATA(control));
    info->ipi_spec_dst = info->ipi_addr;
    info->ipi_ifindex = 0;  // routed, not bound to where the query came in
    header->msg_controllen = CMSG_SPACE(sizeof(in_pktinfo));
  } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
    header->msg_controllen = CMSG_SPACE(sizeof(in6_pktinfo));
  } else {
    header->msg_controllen = 0;
  }
}

}  // namespace

UdpPeer::UdpPeer(const msghdr& received) {
  msghdr header = received;
  TurnAround(&header);
  address_size_ = header.msg_namelen;
  std::memcpy(&address_, header.msg_name, header.msg_namelen);
  control_size_ = header.msg_controllen;
  std::memcpy(control_.data(), header.msg_control, header.msg_controllen);
}

IpAddress UdpPeer::address() const {
  if (address_.sin6_family == AF_INET6) {
    return IpAddress::FromBytes(address_.sin6_addr.s6_addr).value();
  }
  sockaddr_in v4;
  std::memcpy(&v4, &address_, sizeof(v4));
  return IpAddress::FromBytes({reinterpret_cast<const uint8_t*>(&v4.sin_addr), 4}).value();
}

void UdpPeer::Address(msghdr* header) {
  header->msg_name = &address_;
  header->msg_namelen = address_size_;
  header->msg_control = control_.data();
  header->msg_controllen = control_size_;
}

void SendDatagrams(int socket, std::span<mmsghdr> datagrams, UdpCounters* counters) {
  while (!datagrams.empty()) {
    const int count =
        sendmmsg(socket, datagrams.data(), static_cast<unsigned>(datagrams.size()), MSG_DONTWAIT);
    if (count > 0) {
      datagrams = datagrams.subspan(static_cast<size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    // The first of them is in the way; a full buffer is in the way of all.
    const bool full = errno == EAGAIN || errno == ENOBUFS;
    const size_t lost = full ? datagrams.size() : 1;
    counters->unsent.Add(lost);
    datagrams = datagrams.subspan(lost);
  }
}

UdpBatch::UdpBatch(size_t reply_size)
    : reply_size_(reply_size),
      queries_(std::make_unique<uint8_t[]>(kUdpBatchSize * kUdpQuerySizeMax)),
      replies_(std::make_unique<uint8_t[]>(kUdpBatchSize * reply_size)) {
  for (size_t i = 0; i < kUdpBatchSize; ++i) {
    query_vectors_[i] = {queries_.get() + i * kUdpQuerySizeMax, kUdpQuerySizeMax};
    received_[i] = {};
  }
}

size_t UdpBatch::Receive(int socket) {
  for (size_t i = 0; i < received_count_; ++i) PrepareReceive(i);
  answered_count_ = 0;
  const int count = recvmmsg(socket, received_.data(), kUdpBatchSize, MSG_DONTWAIT, nullptr);
  received_count_ = count < 0 ? 0 : static_cast<size_t>(count);
  return received_count_;
}

void UdpBatch::PrepareReceive(size_t index) {
  received_[index].msg_hdr = {.msg_name = &peers_[index],
                              .msg_namelen = sizeof(peers_[index]),
                              .msg_iov = &query_vectors_[index],
                              .msg_iovlen = 1,
                              .msg_control = controls_[index].data(),
                              .msg_controllen = controls_[index].size(),
                              .msg_flags = 0};
}

Bytes UdpBatch::address(size_t index) const {
  const sockaddr_in6& peer = peers_[index];
  if (peer.sin6_family == AF_INET6) return {peer.sin6_addr.s6_addr, sizeof(peer.sin6_addr)};
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&peer);
  return {reinterpret_cast<const uint8_t*>(&v4->sin_addr), sizeof(v4->sin_addr)};
}

void UdpBatch::Answer(size_t index, size_t size) {
  reply_vectors_[answered_count_] = {reply(index).data(), size};
  msghdr header = received_[index].msg_hdr;
  TurnAround(&header);
  header.msg_iov = &reply_vectors_[answered_count_];
  answered_[answered_count_++].msg_hdr = header;
}

void UdpBatch::Send(int socket, UdpCounters* counters) {
  SendDatagrams(socket, std::span(answered_).first(answered_count_), counters);
}

}  // namespace signpost::dns
