#include "forward/udp_sockets.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "base/system_address.h"
#include "wire/types.h"

namespace signpost::forward {
namespace {

constexpr size_t kEventsAtOnce = 64;

bool IsRefusal(int error) {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH ||
         error == EHOSTDOWN || error == ENETDOWN || error == EPERM || error == EACCES;
}

bool IsWantOfRoom(int error) { return error == EAGAIN || error == ENOBUFS || error == ENOMEM; }

void Dissolve(int descriptor) {
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  static_cast<void>(connect(descriptor, &none, sizeof(none)));  // cannot fail
}

}  // namespace

UdpSockets::UdpSockets()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(std::make_unique_for_overwrite<uint8_t[]>(kDatagramsAtOnce * wire::kMessageSizeMax)) {
  for (size_t i = 0; i < kDatagramsAtOnce; ++i) {
    parts_[i] = {&buffer_[i * wire::kMessageSizeMax], wire::kMessageSizeMax};
    headers_[i] = {};
    headers_[i].msg_hdr.msg_iov = &parts_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
  }
}

UdpSockets::~UdpSockets() {
  for (const Socket& socket : sockets_) {
    if (socket.descriptor >= 0) close(socket.descriptor);
  }
  if (epoll_ >= 0) close(epoll_);
}

UdpSockets::ConnectResult UdpSockets::Connect(const Endpoint& server, Slot* slot) {
  const SystemAddress address(server);
  if (!Take(server.address.is_v4() ? kIpv4 : kIpv6, slot)) return ConnectResult::kNoSocket;
  const int descriptor = sockets_[*slot].descriptor;
  // The port is chosen here. EAGAIN: all are in use.
  if (connect(descriptor, address.get(), address.size) == 0) return ConnectResult::kConnected;
  const bool is_full = IsWantOfRoom(errno);
  Release(*slot);
  return is_full ? ConnectResult::kNoSocket : ConnectResult::kUnreachable;
}

size_t UdpSockets::Send(Slot slot, std::span<mmsghdr> messages, Refusal* refusal) {
  *refusal = Refusal::kNone;
  size_t sent = 0;
  bool is_second = false;
  while (sent < messages.size()) {
    const int count = sendmmsg(sockets_[slot].descriptor, &messages[sent],
                               static_cast<unsigned>(messages.size() - sent), MSG_NOSIGNAL);
    if (count > 0) {
      sent += static_cast<size_t>(count);
    } else if (errno != EINTR) {
      // A refusal may be about the socket's last use; the system reports it once.
      const bool is_last_uses = !is_second && IsRefusal(errno);
      if (!is_last_uses) {
        *refusal = IsWantOfRoom(errno) ? Refusal::kNoRoom : Refusal::kUnreachable;
        return sent;
      }
      is_second = true;
    }
  }
  return sent;
}

bool UdpSockets::Take(Family family, Slot* slot) {
  if (!idle_[family].empty()) {
    *slot = idle_[family].back();
    idle_[family].pop_back();
  } else if (!Open(family, slot)) {
    return false;
  }
  sockets_[*slot].is_used = true;
  ++count_;
  return true;
}

bool UdpSockets::Open(Family family, Slot* slot) {
  const int domain = family == kIpv4 ? AF_INET : AF_INET6;
  const int descriptor = socket(domain, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  if (closed_.empty()) {
    closed_.push_back(static_cast<Slot>(sockets_.size()));
    sockets_.emplace_back();
  }
  *slot = closed_.back();
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = *slot;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    close(descriptor);
    return false;
  }
  closed_.pop_back();
  sockets_[*slot] = {.descriptor = descriptor, .family = family, .is_used = false};
  return true;
}

void UdpSockets::Release(Slot slot) {
  Socket& socket = sockets_[slot];
  SIGNPOST_CHECK(socket.is_used);
  socket.is_used = false;
  --count_;
  std::vector<Slot>& idle = idle_[socket.family];
  if (idle.size() >= kIdleSocketsMax) return Close(slot);
  Dissolve(socket.descriptor);
  idle.push_back(slot);
}

void UdpSockets::Close(Slot slot) {
  close(sockets_[slot].descriptor);  // which takes it out of the epoll set
  sockets_[slot].descriptor = -1;
  closed_.push_back(slot);
}

size_t UdpSockets::Ready(std::span<Slot> slots) {
  std::array<epoll_event, kEventsAtOnce> events;
  const size_t wanted = std::min(slots.size(), events.size());
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(wanted), 0);
  size_t ready = 0;
  for (int i = 0; i < count; ++i) {
    const Slot slot = events[static_cast<size_t>(i)].data.u32;
    if (sockets_[slot].is_used) {
      slots[ready++] = slot;
    } else {
      Drain(slot);
    }
  }
  return ready;
}

UdpSockets::Received UdpSockets::Receive(Slot slot, size_t count_max) {
  const int count =
      recvmmsg(sockets_[slot].descriptor, headers_.data(),
               static_cast<unsigned>(std::min(count_max, kDatagramsAtOnce)), MSG_DONTWAIT, nullptr);
  if (count < 0) return {.is_unreachable = IsRefusal(errno)};
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    datagrams_[i] = {static_cast<const uint8_t*>(parts_[i].iov_base), headers_[i].msg_len};
  }
  return {.datagrams = std::span(datagrams_).first(static_cast<size_t>(count))};
}

// What came late, or came from others while the socket had no connection.
void UdpSockets::Drain(Slot slot) {
  const int descriptor = sockets_[slot].descriptor;
  uint8_t octet = 0;
  for (size_t i = 0; descriptor >= 0 && i < kDatagramsPerTurn; ++i) {
    if (recv(descriptor, &octet, sizeof(octet), MSG_DONTWAIT) < 0 && errno == EAGAIN) return;
  }
}

}  // namespace signpost::forward
