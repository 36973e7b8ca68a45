#include "dns/udp_peer.h"

#include <netinet/udp.h>

#include <algorithm>
#include <cstring>

namespace signpost::dns {
namespace {

bool Is(const cmsghdr& message, int level, int type) {
  return message.cmsg_level == level && message.cmsg_type == type;
}

template <typename Value>
Value ValueOf(cmsghdr* message) {
  Value value;
  std::memcpy(&value, CMSG_DATA(message), sizeof(value));
  return value;
}

// Appends to control messages of `size` octets; returns the size with it.
template <typename Value>
size_t Append(int level, int type, const Value& value, UdpPeer::SentControl* control, size_t size) {
  auto* message = reinterpret_cast<cmsghdr*>(control->data() + size);
  message->cmsg_level = level;
  message->cmsg_type = type;
  message->cmsg_len = CMSG_LEN(sizeof(value));
  std::memcpy(CMSG_DATA(message), &value, sizeof(value));
  return size + CMSG_SPACE(sizeof(value));
}

}  // namespace

void UdpPeer::AwaitFrom(msghdr* header) {
  header->msg_name = &address_;
  header->msg_namelen = sizeof(address_);
}

size_t UdpPeer::TakeControl(msghdr* received) {
  address_size_ = received->msg_namelen;
  asked_kind_ = Asked::kUnsaid;
  size_t segment_size = 0;
  for (cmsghdr* message = CMSG_FIRSTHDR(received); message != nullptr;
       message = CMSG_NXTHDR(received, message)) {
    if (Is(*message, IPPROTO_IP, IP_PKTINFO)) {
      const auto info = ValueOf<in_pktinfo>(message);
      // Routed, not bound to where the query came in (ip(7)).
      const in_pktinfo asked{.ipi_ifindex = 0, .ipi_spec_dst = info.ipi_addr, .ipi_addr = {}};
      asked_kind_ = Asked::kIpv4;
      std::memcpy(&asked_, &asked, sizeof(asked));
    } else if (Is(*message, IPPROTO_IPV6, IPV6_PKTINFO)) {
      asked_kind_ = Asked::kIpv6;
      asked_ = ValueOf<in6_pktinfo>(message);
    } else if (Is(*message, SOL_UDP, UDP_GRO)) {
      segment_size = static_cast<size_t>(std::max(ValueOf<int>(message), 0));
    }
  }
  return segment_size;
}

void UdpPeer::Address(size_t segment_size, SentControl* control, msghdr* header) {
  header->msg_name = &address_;
  header->msg_namelen = address_size_;
  size_t size = 0;
  if (asked_kind_ == Asked::kIpv4) {
    in_pktinfo asked;
    std::memcpy(&asked, &asked_, sizeof(asked));
    size = Append(IPPROTO_IP, IP_PKTINFO, asked, control, size);
  } else if (asked_kind_ == Asked::kIpv6) {
    size = Append(IPPROTO_IPV6, IPV6_PKTINFO, asked_, control, size);
  }
  if (segment_size > 0) {
    size = Append(SOL_UDP, UDP_SEGMENT, static_cast<uint16_t>(segment_size), control, size);
  }
  header->msg_control = size > 0 ? control->data() : nullptr;
  header->msg_controllen = size;
}

Bytes UdpPeer::address_bytes() const {
  if (address_.sin6_family == AF_INET6) return {address_.sin6_addr.s6_addr, 16};
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address_);
  return {reinterpret_cast<const uint8_t*>(&v4->sin_addr), sizeof(v4->sin_addr)};
}

bool operator==(const UdpPeer& a, const UdpPeer& b) {
  using Asked = UdpPeer::Asked;
  if (a.address_size_ != b.address_size_ || a.asked_kind_ != b.asked_kind_) return false;
  if (std::memcmp(&a.address_, &b.address_, a.address_size_) != 0) return false;
  if (a.asked_kind_ == Asked::kUnsaid) return true;
  const size_t size = a.asked_kind_ == Asked::kIpv4 ? sizeof(in_pktinfo) : sizeof(in6_pktinfo);
  return std::memcmp(&a.asked_, &b.asked_, size) == 0;
}

size_t UdpPeer::Hash() const {
  const Bytes address = address_bytes();
  uint32_t last;
  std::memcpy(&last, address.data() + address.size() - sizeof(last), sizeof(last));
  return (last ^ (static_cast<uint32_t>(address_.sin6_port) << 8)) * size_t{0x9E3779B97F4A7C15} >>
         32;
}

}  // namespace signpost::dns
