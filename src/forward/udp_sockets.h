#pragma once

// UDP sockets towards upstreams: each query leaves from a port of its own, chosen at random by the
// system (RFC 5452 §9.2), and its socket takes datagrams from its upstream alone. Private to this
// room; owned by one thread.
//
// A socket that is no longer needed is not closed but kept: dissolving its connection gives its
// port back, and the next one gets another port. That saves half of the system calls.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"

namespace signpost::forward {

class UdpSockets {
 public:
  using Slot = uint32_t;

  enum class SendResult {
    kSent,
    kUnreachable,  // the system knows no way to the upstream
    kNoSocket,     // the process has no descriptor left, or the system no memory
  };

  UdpSockets();
  ~UdpSockets();
  UdpSockets(const UdpSockets&) = delete;
  UdpSockets& operator=(const UdpSockets&) = delete;

  // Sends `message` to `server` from a fresh port. When sent, `slot` is the socket until Release().
  SendResult Send(const Endpoint& server, Bytes message, Slot* slot);

  void Release(Slot slot);

  // Sockets that were not released.
  size_t count() const { return count_; }

  // Readable when a socket is: see Ready().
  int descriptor() const { return epoll_; }

  // Fills `slots` with sockets in use that something has come to, and returns how many. Others are
  // left for the next call.
  size_t Ready(std::span<Slot> slots);

  // Takes what has come to the socket, without waiting.
  enum class ReceiveResult {
    kReceived,
    kNothing,
    kUnreachable,  // the upstream's machine says that nobody listens there (ICMP)
  };
  ReceiveResult Receive(Slot slot, std::span<uint8_t> buffer, Bytes* received);

 private:
  enum Family : size_t { kIpv4, kIpv6, kFamilyCount };

  struct Socket {
    int descriptor = -1;
    Family family = kIpv4;
    bool is_used = false;
  };

  bool Take(Family family, Slot* slot);
  bool Open(Family family, Slot* slot);
  void Close(Slot slot);
  void Drain(Slot slot);

  int epoll_;
  size_t count_ = 0;
  std::vector<Socket> sockets_;                       // by slot
  std::array<std::vector<Slot>, kFamilyCount> idle_;  // open, not in use
  std::vector<Slot> closed_;                          // without a descriptor
};

}  // namespace signpost::forward
