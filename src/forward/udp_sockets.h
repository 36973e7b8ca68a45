#pragma once

// UDP sockets towards upstreams: each connection has a port of its own, chosen at random by the
// system (RFC 5452 §9.2), and takes datagrams from its upstream alone. Private to this room; owned
// by one thread.
//
// A socket that is no longer needed is not closed but kept: dissolving its connection gives its
// port back, and the next one gets another port. That saves half of the system calls.

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "forward/limits.h"

namespace signpost::forward {

class UdpSockets {
 public:
  using Slot = uint32_t;

  enum class ConnectResult {
    kConnected,
    kUnreachable,  // the system knows no way to the upstream
    kNoSocket,     // the process has no descriptor or port left, or the system no memory
  };

  UdpSockets();
  ~UdpSockets();
  UdpSockets(const UdpSockets&) = delete;
  UdpSockets& operator=(const UdpSockets&) = delete;

  // When connected to `server`, from a fresh port, `slot` is the socket until Release().
  ConnectResult Connect(const Endpoint& server, Slot* slot);
  void Release(Slot slot);

  // Sockets that were not released.
  size_t count() const { return count_; }

  // Sends the datagrams whose parts `messages` names, without waiting: the first of those that the
  // system did not take is returned, or their number when it took all.
  enum class Refusal {
    kNone,
    kUnreachable,
    kNoRoom,  // for now
  };
  size_t Send(Slot slot, std::span<mmsghdr> messages, Refusal* refusal);

  // Readable when a socket is: see Ready().
  int descriptor() const { return epoll_; }

  // Fills `slots` with sockets in use that something has come to, and returns how many. Others are
  // left for the next call.
  size_t Ready(std::span<Slot> slots);

  // Takes what has come to the socket, at most `count_max` and kDatagramsAtOnce datagrams, without
  // waiting. They are valid until the next call.
  struct Received {
    std::span<const Bytes> datagrams = {};
    bool is_unreachable = false;  // the upstream's machine says that nobody listens there (ICMP)
  };
  Received Receive(Slot slot, size_t count_max);

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

  // Where datagrams are received; the headers point at the parts, these into the buffer.
  std::unique_ptr<uint8_t[]> buffer_;
  std::array<iovec, kDatagramsAtOnce> parts_;
  std::array<mmsghdr, kDatagramsAtOnce> headers_;
  std::array<Bytes, kDatagramsAtOnce> datagrams_;
};

}  // namespace signpost::forward
