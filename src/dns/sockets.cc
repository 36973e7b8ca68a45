#include "dns/sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/system_address.h"
#include "dns/limits.h"

namespace signpost::dns {
namespace {

// Of port 0 the system chooses a port for UDP that may be taken for TCP.
constexpr int kPortAttempts = 16;

absl::Status Failure(const Endpoint& endpoint, const char* what) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", endpoint.ToString(), ": ",
                                             std::generic_category().message(errno)));
}

bool SetOption(int socket, int level, int option, int value) {
  return setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

// A bound socket, or one without number and errno set.
FileDescriptor Bind(const Endpoint& endpoint, int type, bool shared) {
  const SystemAddress address(endpoint);
  FileDescriptor socket(
      ::socket(address.storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (socket.number() < 0) return socket;
  if (type == SOCK_STREAM) SetOption(socket.number(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (shared) SetOption(socket.number(), SOL_SOCKET, SO_REUSEPORT, 1);
  // Else "::" would take IPv4 too, and stand in the way of 0.0.0.0.
  if (!endpoint.address.is_v4()) SetOption(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  if (bind(socket.number(), address.get(), address.size) != 0) return {};
  return socket;
}

// Beyond net.core.rmem_max only with CAP_NET_ADMIN, which a server that starts as root still has
// here. What a socket has, it keeps.
void GrowReceiveBuffer(int socket) {
  int size = 0;
  socklen_t length = sizeof(size);
  getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, &length);
  if (size >= 2 * kUdpReceiveBufferSize) return;  // the system doubles what it is told (socket(7))
  if (SetOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, kUdpReceiveBufferSize)) return;
  SetOption(socket, SOL_SOCKET, SO_RCVBUF, kUdpReceiveBufferSize);
}

void PrepareUdp(int socket, const Endpoint& endpoint) {
  GrowReceiveBuffer(socket);
  SetOption(socket, SOL_UDP, UDP_GRO, 1);  // Linux 5.0; without it datagrams come one by one
  if (!endpoint.address.IsUnspecified()) return;
  // To answer from the address that was asked.
  if (endpoint.address.is_v4()) {
    SetOption(socket, IPPROTO_IP, IP_PKTINFO, 1);
  } else {
    SetOption(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  }
}

void PrepareTcp(int socket) {
  // Accepted connections inherit it.
  SetOption(socket, SOL_SOCKET, SO_SNDBUF, kTcpSendBufferSize);
}

bool OpenUdp(const Endpoint& endpoint, FileDescriptor* udp) {
  *udp = Bind(endpoint, SOCK_DGRAM, /*shared=*/true);
  if (udp->number() < 0) return false;
  PrepareUdp(udp->number(), endpoint);
  return true;
}

bool OpenTcp(const Endpoint& endpoint, FileDescriptor* tcp) {
  *tcp = Bind(endpoint, SOCK_STREAM, /*shared=*/true);
  if (tcp->number() < 0) return false;
  PrepareTcp(tcp->number());
  return listen(tcp->number(), SOMAXCONN) == 0;
}

bool Open(Endpoint endpoint, SocketKinds kinds, SocketPair* sockets) {
  if (kinds.udp && !OpenUdp(endpoint, &sockets->udp)) return false;
  if (kinds.udp) endpoint = BoundEndpoint(sockets->udp.number());
  return !kinds.tcp || OpenTcp(endpoint, &sockets->tcp);
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (number_ < 0) return;
  const int error = errno;
  close(number_);
  errno = error;
}

absl::Status CheckFree(const Endpoint& endpoint, SocketKinds kinds) {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
    if (!(type == SOCK_DGRAM ? kinds.udp : kinds.tcp)) continue;
    const FileDescriptor socket = Bind(endpoint, type, /*shared=*/false);
    if (socket.number() < 0) return Failure(endpoint, "listen on");
  }
  return absl::OkStatus();
}

absl::StatusOr<SocketPair> OpenSockets(const Endpoint& endpoint, SocketKinds kinds) {
  const int attempts = endpoint.port == 0 ? kPortAttempts : 1;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    SocketPair sockets;
    if (Open(endpoint, kinds, &sockets)) return sockets;
  }
  return Failure(endpoint, "listen on");
}

absl::StatusOr<FileDescriptor> Adopt(int descriptor, SocketKind kind) {
  const Endpoint endpoint = BoundEndpoint(descriptor);
  FileDescriptor socket(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
  if (socket.number() < 0) return Failure(endpoint, "take over");
  const int flags = fcntl(socket.number(), F_GETFL);
  if (fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK) != 0) {
    return Failure(endpoint, "take over");
  }
  if (kind == SocketKind::kUdp) {
    PrepareUdp(socket.number(), endpoint);
  } else {
    PrepareTcp(socket.number());
  }
  return socket;
}

Endpoint BoundEndpoint(int socket) {
  SystemAddress address;
  getsockname(socket, address.get(), &address.size);
  return EndpointOf(address.get()).value_or(Endpoint{});
}

std::optional<IpAddress> PeerAddress(int socket) {
  SystemAddress address;
  if (getpeername(socket, address.get(), &address.size) != 0) return std::nullopt;
  const auto endpoint = EndpointOf(address.get());
  return endpoint ? std::optional(endpoint->address) : std::nullopt;
}

}  // namespace signpost::dns
