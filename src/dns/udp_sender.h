#pragma once

// Sends datagrams, many with one system call. Private to this room.
//
// Those to one peer that have one size leave as one message, which the system or the network card
// takes apart (UDP_SEGMENT, Linux 4.18): the way through the system is most of what a datagram
// costs. Owned by one thread. All memory is taken once; the arrays of the system call point into
// it.

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/counters.h"
#include "dns/limits.h"
#include "dns/udp_peer.h"

namespace signpost::dns {

struct UdpCounters {
  Counter unsent;  // replies that the system did not take: its send buffer was full, or no route
  Counter overflowed;  // datagrams that came when the system's receive buffer was full
  Counter joined;      // replies that left together with another
  Counter parted;      // of these, those that the system took only one by one
};

class UdpSender {
 public:
  // `octets` is to go to `peer` with the next Send(); both stay as they are until then. At most
  // kUdpBatchSize between two calls of Send().
  void Add(UdpPeer* peer, Bytes octets);
  bool is_full() const { return count_ == kUdpBatchSize; }

  // Sends them without waiting, as far as the system takes them.
  void Send(int socket, UdpCounters* counters);

 private:
  using Index = uint8_t;  // of datagrams, of groups; 0 to kUdpBatchSize

  struct Datagram {
    UdpPeer* peer;
    Bytes octets;
    Index group;
  };
  struct Group {  // of datagrams of one peer and one size
    Index first;  // its first datagram, as the others
    Index count;
    Index end;  // of its parts in parts_, when they are laid out
  };

  Index GroupOf(const Datagram& datagram);
  void LayOut();
  void SendMessages(int socket, UdpCounters* counters);
  size_t SendOneByOne(int socket, size_t message, UdpCounters* counters);

  // Slots of groups by peer and size, 1 + a group's index; open addressing, twice the datagrams.
  static constexpr size_t kSlots = 2 * kUdpBatchSize;

  std::array<Datagram, kUdpBatchSize> datagrams_;
  std::array<Group, kUdpBatchSize> groups_;
  std::array<Index, kSlots> slots_{};
  std::array<iovec, kUdpBatchSize> parts_;
  std::array<mmsghdr, kUdpBatchSize> messages_;
  alignas(cmsghdr) std::array<UdpPeer::SentControl, kUdpBatchSize> controls_;
  size_t count_ = 0;
  size_t group_count_ = 0;
  size_t apart_ = 0;  // so many more calls of Send() join nothing
};

}  // namespace signpost::dns
