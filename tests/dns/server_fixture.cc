#include "dns/server_fixture.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace signpost::dns {
namespace {

constexpr std::chrono::minutes kPatience{1};

socklen_t ToSystem(const Endpoint& endpoint, sockaddr_storage* storage) {
  const Bytes octets = endpoint.address.bytes();
  if (endpoint.address.is_v4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    std::memcpy(&v4->sin_addr, octets.data(), octets.size());
    return sizeof(sockaddr_in);
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(storage);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(endpoint.port);
  std::memcpy(&v6->sin6_addr, octets.data(), octets.size());
  return sizeof(sockaddr_in6);
}

FileDescriptor Connect(const Endpoint& server, int type, int receive_buffer_size,
                       const IpAddress& source = IpAddress()) {
  sockaddr_storage storage{};
  const socklen_t size = ToSystem(server, &storage);
  FileDescriptor socket(::socket(storage.ss_family, type | SOCK_CLOEXEC, 0));
  SIGNPOST_CHECK(socket.number() >= 0);
  if (receive_buffer_size > 0) {
    setsockopt(socket.number(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_size,
               sizeof(receive_buffer_size));
  }
  const timeval patience{.tv_sec = std::chrono::seconds(kPatience).count(), .tv_usec = 0};
  setsockopt(socket.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  if (!source.IsUnspecified()) {
    sockaddr_storage own{};
    const socklen_t own_size = ToSystem({source, 0}, &own);
    SIGNPOST_CHECK(bind(socket.number(), reinterpret_cast<sockaddr*>(&own), own_size) == 0);
  }
  if (connect(socket.number(), reinterpret_cast<sockaddr*>(&storage), size) != 0) return {};
  return socket;
}

bool IsReadable(const FileDescriptor& socket) {
  pollfd wanted{.fd = socket.number(), .events = POLLIN, .revents = 0};
  return poll(&wanted, 1, 0) > 0 && (wanted.revents & POLLIN) != 0;
}

testing::LdnsMessage Parsed(const std::vector<uint8_t>& reply) {
  const auto message = testing::ParseWithLdns(reply);
  EXPECT_TRUE(message.has_value()) << reply.size() << " octets";
  return message.value_or(testing::LdnsMessage());
}

}  // namespace

bool Soon(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

bool HasIpv6() { return OpenSockets(EndpointOf("::1")).ok(); }

Endpoint EndpointOf(std::string_view address, uint16_t port) {
  return {*IpAddress::Parse(address), port};
}

testing::ZoneLines Addresses(std::string_view owner, size_t count, unsigned table) {
  testing::ZoneLines lines;
  for (size_t i = 0; i < count; ++i) {
    lines.push_back(absl::StrCat(std::string(owner), " A 10.", table, ".", i / 250, ".", i % 250));
  }
  return lines;
}

std::vector<uint8_t> Framed(Bytes message) {
  std::vector<uint8_t> framed(2 + message.size());
  StoreU16(framed.data(), static_cast<uint16_t>(message.size()));
  std::copy(message.begin(), message.end(), framed.begin() + 2);
  return framed;
}

UdpClient::UdpClient(const Endpoint& server, const IpAddress& source)
    : socket_(Connect(server, SOCK_DGRAM, 0, source)) {
  SIGNPOST_CHECK(socket_.number() >= 0);
}

void UdpClient::Send(Bytes message) const {
  EXPECT_EQ(send(socket_.number(), message.data(), message.size(), 0),
            static_cast<ssize_t>(message.size()));
}

void UdpClient::SendJoined(Bytes messages, uint16_t size) const {
  iovec part{const_cast<uint8_t*>(messages.data()), messages.size()};
  alignas(cmsghdr) std::array<uint8_t, CMSG_SPACE(sizeof(size))> control{};
  const msghdr header{.msg_name = nullptr,
                      .msg_namelen = 0,
                      .msg_iov = &part,
                      .msg_iovlen = 1,
                      .msg_control = control.data(),
                      .msg_controllen = control.size(),
                      .msg_flags = 0};
  cmsghdr* const segment = CMSG_FIRSTHDR(&header);
  segment->cmsg_level = SOL_UDP;
  segment->cmsg_type = UDP_SEGMENT;
  segment->cmsg_len = CMSG_LEN(sizeof(size));
  std::memcpy(CMSG_DATA(segment), &size, sizeof(size));
  EXPECT_EQ(sendmsg(socket_.number(), &header, 0), static_cast<ssize_t>(messages.size()));
}

std::vector<uint8_t> UdpClient::Receive() const {
  std::vector<uint8_t> message(wire::kMessageSizeMax);
  const ssize_t size = recv(socket_.number(), message.data(), message.size(), 0);
  message.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return message;
}

bool UdpClient::HasReceived() const { return IsReadable(socket_); }

testing::LdnsMessage UdpClient::Ask(std::string_view name, wire::Type type,
                                    const testing::LdnsQueryOptions& options) const {
  Send(testing::LdnsQuery(name, type, options));
  return Parsed(Receive());
}

TcpClient::TcpClient(const Endpoint& server, int receive_buffer_size, const IpAddress& source)
    : socket_(Connect(server, SOCK_STREAM, receive_buffer_size, source)) {
  const int on = 1;
  setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void TcpClient::Send(Bytes octets) const {
  while (!octets.empty()) {
    const ssize_t size = send(socket_.number(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (size < 0) return;
    octets = octets.subspan(static_cast<size_t>(size));
  }
}

void TcpClient::FinishSending() const { shutdown(socket_.number(), SHUT_WR); }

void TcpClient::Abort() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  socket_ = FileDescriptor();
}

std::vector<uint8_t> TcpClient::Receive() const {
  std::array<uint8_t, 2> length;
  if (!ReceiveAll(length)) return {};
  std::vector<uint8_t> message(LoadU16(length.data()));
  return ReceiveAll(message) ? message : std::vector<uint8_t>();
}

bool TcpClient::HasReceived() const { return IsReadable(socket_); }

bool TcpClient::ReceiveAll(std::span<uint8_t> octets) const {
  const ssize_t size = recv(socket_.number(), octets.data(), octets.size(), MSG_WAITALL);
  return size == static_cast<ssize_t>(octets.size());
}

testing::LdnsMessage TcpClient::Ask(std::string_view name, wire::Type type,
                                    const testing::LdnsQueryOptions& options) const {
  Send(Framed(testing::LdnsQuery(name, type, options)));
  return Parsed(Receive());
}

TcpClient::End TcpClient::ReadToTheEnd() const {
  std::array<uint8_t, 4096> octets;
  ssize_t size = 1;
  while (size > 0) size = recv(socket_.number(), octets.data(), octets.size(), 0);
  if (size == 0) return End::kClosed;
  return errno == ECONNRESET ? End::kReset : End::kNone;
}

void ServerFixture::Start(const testing::ZoneLines& lines, DnsServerOptions options) {
  if (options.listen.empty()) options.listen = {EndpointOf("127.0.0.1")};
  publisher_.emplace(testing::SnapshotOf(lines));
  server_.emplace(options, &*publisher_);
  const absl::Status status = server_->Start();
  ASSERT_TRUE(status.ok()) << status;
  endpoints_ = server_->endpoints();
}

}  // namespace signpost::dns
