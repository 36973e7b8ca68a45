#include "forward/udp_sockets.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "base/system_address.h"
#include "forward/limits.h"

namespace signpost::forward {
namespace {

constexpr size_t kEventsAtOnce = 64;

bool IsRefusal(int error) {
  return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH ||
         error == EHOSTDOWN || error == ENETDOWN || error == EPERM || error == EACCES;
}

void Dissolve(int descriptor) {
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  connect(descriptor, &none, sizeof(none));
}

// A refusal that the system reports now is about the socket's last use, and is reported once.
bool SendAll(int descriptor, Bytes message) {
  if (send(descriptor, message.data(), message.size(), MSG_NOSIGNAL) >= 0) return true;
  return IsRefusal(errno) && send(descriptor, message.data(), message.size(), MSG_NOSIGNAL) >= 0;
}

}  // namespace

UdpSockets::UdpSockets() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

UdpSockets::~UdpSockets() {
  for (const Socket& socket : sockets_) {
    if (socket.descriptor >= 0) close(socket.descriptor);
  }
  if (epoll_ >= 0) close(epoll_);
}

UdpSockets::SendResult UdpSockets::Send(const Endpoint& server, Bytes message, Slot* slot) {
  const SystemAddress address(server);
  if (!Take(server.address.is_v4() ? kIpv4 : kIpv6, slot)) return SendResult::kNoSocket;
  const int descriptor = sockets_[*slot].descriptor;
  // The port is chosen here. EAGAIN: all are in use.
  if (connect(descriptor, address.get(), address.size) == 0 && SendAll(descriptor, message)) {
    return SendResult::kSent;
  }
  const bool is_full = errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM;
  Release(*slot);
  return is_full ? SendResult::kNoSocket : SendResult::kUnreachable;
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

UdpSockets::ReceiveResult UdpSockets::Receive(Slot slot, std::span<uint8_t> buffer,
                                              Bytes* received) {
  const ssize_t size = recv(sockets_[slot].descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size >= 0) {
    *received = {buffer.data(), static_cast<size_t>(size)};
    return ReceiveResult::kReceived;
  }
  return IsRefusal(errno) ? ReceiveResult::kUnreachable : ReceiveResult::kNothing;
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
