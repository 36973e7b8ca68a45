#pragma once

// A batch of datagrams: received, answered and sent with one system call each way. Private to this
// room.
//
// Owned by one thread. All memory is taken once; the arrays of the system calls point into it.

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/counters.h"
#include "base/endpoint.h"
#include "dns/limits.h"

namespace signpost::dns {

struct UdpCounters {
  Counter unsent;  // replies that the system did not take: its send buffer was full, or no route
  Counter overflowed;  // datagrams that came when the system's receive buffer was full
};

// Whom a datagram came from, and which of our addresses it asked: the way back of its reply.
class UdpPeer {
 public:
  explicit UdpPeer(const msghdr& received);

  IpAddress address() const;

  // Makes `header` one of a datagram that leaves from the address that was asked. It points into
  // this.
  void Address(msghdr* header);

 private:
  // Room for one IP_PKTINFO or IPV6_PKTINFO message.
  static constexpr size_t kControlSize = CMSG_SPACE(sizeof(in6_pktinfo));

  sockaddr_in6 address_;  // the larger of the two families
  socklen_t address_size_;
  alignas(cmsghdr) std::array<uint8_t, kControlSize> control_;
  size_t control_size_;
};

// Sends them without waiting, as far as the system takes them.
void SendDatagrams(int socket, std::span<mmsghdr> datagrams, UdpCounters* counters);

class UdpBatch {
 public:
  // `reply_size`: octets kept for each reply.
  explicit UdpBatch(size_t reply_size);

  // Takes what has arrived at `socket`, without waiting: 0 to kUdpBatchSize datagrams.
  size_t Receive(int socket);

  Bytes query(size_t index) const {
    return {queries_.get() + index * kUdpQuerySizeMax, received_[index].msg_len};
  }
  // Where it came from: 4 or 16 octets.
  Bytes address(size_t index) const;
  // False when the datagram was longer and query() is only its beginning.
  bool is_whole(size_t index) const {
    return (received_[index].msg_hdr.msg_flags & MSG_TRUNC) == 0;
  }
  UdpPeer peer(size_t index) const { return UdpPeer(received_[index].msg_hdr); }
  std::span<uint8_t> reply(size_t index) {
    return {replies_.get() + index * reply_size_, reply_size_};
  }

  // The reply to query `index` has `size` octets; it leaves from the address that was asked.
  void Answer(size_t index, size_t size);

  // Sends the replies since Receive().
  void Send(int socket, UdpCounters* counters);

 private:
  // Room for one IP_PKTINFO or IPV6_PKTINFO message.
  using Control = std::array<uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))>;

  void PrepareReceive(size_t index);

  const size_t reply_size_;
  const std::unique_ptr<uint8_t[]> queries_;
  const std::unique_ptr<uint8_t[]> replies_;
  std::array<sockaddr_in6, kUdpBatchSize> peers_;  // the larger of the two families
  alignas(cmsghdr) std::array<Control, kUdpBatchSize> controls_;
  std::array<iovec, kUdpBatchSize> query_vectors_;
  std::array<iovec, kUdpBatchSize> reply_vectors_;
  std::array<mmsghdr, kUdpBatchSize> received_;
  std::array<mmsghdr, kUdpBatchSize> answered_;
  size_t received_count_ = kUdpBatchSize;  // by the last call: to be prepared anew
  size_t answered_count_ = 0;
};

}  // namespace signpost::dns
