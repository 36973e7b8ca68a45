#pragma once

// Takes the datagrams that have arrived at a socket, many with one system call. Private to this
// room.
//
// Where the socket has UDP_GRO, the system hands over as one what one sender has sent as one, or
// what has arrived from it together; here it is taken apart again. Owned by one thread. All memory
// is taken once; the arrays of the system call point into it.

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "dns/limits.h"
#include "dns/udp_peer.h"

namespace signpost::dns {

struct UdpDatagram {
  Bytes octets;
  UdpPeer* peer;  // the receiver's
};

class UdpReceiver {
 public:
  UdpReceiver();

  // Takes what has arrived at `socket`, without waiting. False when it was less than could be
  // taken, so that nothing is left. What Next() gave before is gone.
  bool Receive(int socket);

  // The next of the datagrams received, at most kUdpBatchSize; none when all were given. Valid
  // until the next call of either.
  std::span<const UdpDatagram> Next();

 private:
  using Control = std::array<uint8_t, UdpPeer::kReceivedControlSize>;

  void Prepare(size_t index);
  void Begin(size_t index);
  Bytes TakeFromMessage();

  const std::unique_ptr<uint8_t[]> octets_;
  std::array<UdpPeer, kUdpBatchSize> peers_;
  alignas(cmsghdr) std::array<Control, kUdpBatchSize> controls_;
  std::array<iovec, kUdpBatchSize> vectors_;
  std::array<mmsghdr, kUdpBatchSize> messages_;
  std::array<UdpDatagram, kUdpBatchSize> datagrams_;
  size_t message_count_ = kUdpBatchSize;  // by the last call: to be prepared anew
  size_t message_ = kUdpBatchSize;        // being taken apart
  Bytes rest_;                            // of it
  size_t segment_size_ = 0;               // 0: it is one datagram
};

}  // namespace signpost::dns
