#pragma once

// Whom a datagram came from, and which of our addresses it asked: the way back of its reply.
// Private to this room. A value; belongs to one thread.

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/endpoint.h"

namespace signpost::dns {

class UdpPeer {
 public:
  // Room for what the system tells of a datagram: IP_PKTINFO or IPV6_PKTINFO, and UDP_GRO.
  static constexpr size_t kReceivedControlSize =
      CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(int));

  // Room for what it is told of one: the address it leaves from, and UDP_SEGMENT.
  static constexpr size_t kSentControlSize =
      CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(uint16_t));
  using SentControl = std::array<uint8_t, kSentControlSize>;

  // The system writes here whom the next datagram comes from.
  void AwaitFrom(msghdr* header);

  // Takes of the control messages received with the datagram which address it asked. Returns the
  // size of the datagrams that came as one (UDP_GRO); 0 when it is one datagram.
  size_t TakeControl(msghdr* received);

  // Makes `header` one of a datagram to this peer, from the address that it asked. With a
  // `segment_size` over 0 it is cut into datagrams of so many octets. `header` points into this and
  // into `control`.
  void Address(size_t segment_size, SentControl* control, msghdr* header);

  Bytes address_bytes() const;  // 4 or 16
  IpAddress address() const { return IpAddress::FromBytes(address_bytes()).value(); }

  // Whether a datagram to one is as good as a datagram to the other.
  friend bool operator==(const UdpPeer& a, const UdpPeer& b);
  size_t Hash() const;

 private:
  sockaddr_in6 address_;  // the larger of the two families
  socklen_t address_size_;
  enum class Asked : uint8_t { kUnsaid, kIpv4, kIpv6 };  // unsaid: the system chooses
  Asked asked_kind_ = Asked::kUnsaid;
  in6_pktinfo asked_;  // or an in_pktinfo at its beginning
};

}  // namespace signpost::dns
