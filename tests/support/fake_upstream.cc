#include "support/fake_upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "base/check.h"
#include "base/system_address.h"
#include "wire/name.h"
#include "wire/types.h"

namespace signpost::testing {
namespace {

constexpr size_t kLengthSize = 2;
constexpr size_t kMessageSizeMax = 65535;
constexpr int kPortAttempts = 16;

uint16_t PortOf(const SystemAddress& address) { return EndpointOf(address.get()).value().port; }

// -1 when it is taken.
int Bind(const Endpoint& endpoint, int type) {
  const SystemAddress address(endpoint);
  const int descriptor = socket(address.storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  SIGNPOST_CHECK(descriptor >= 0);
  if (bind(descriptor, address.get(), address.size) == 0) return descriptor;
  close(descriptor);
  return -1;
}

uint16_t PortOf(int descriptor) {
  SystemAddress address;
  SIGNPOST_CHECK(getsockname(descriptor, address.get(), &address.size) == 0);
  return PortOf(address);
}

void SendAll(int descriptor, const Message& message) {
  size_t sent = 0;
  while (sent < message.size()) {
    const ssize_t size =
        send(descriptor, &message[sent], message.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size > 0) sent += static_cast<size_t>(size);
    if (size < 0 && errno != EAGAIN && errno != EINTR) return;
  }
}

}  // namespace

Message ReplyTo(Bytes query, const ReplyForm& form) {
  const size_t question_end =
      wire::kHeaderSize + wire::NameSizeAt(query.subspan(wire::kHeaderSize)) + 4;
  Message reply(query.begin(), query.begin() + static_cast<ptrdiff_t>(question_end));
  const uint16_t flags = wire::kFlagQr | wire::kFlagRd | wire::kFlagRa;
  StoreU16(&reply[2], flags | (form.is_truncated ? wire::kFlagTc : 0) | form.rcode);
  StoreU16(&reply[6], static_cast<uint16_t>(form.address_count));
  StoreU16(&reply[8], 0);
  StoreU16(&reply[10], 0);
  for (size_t i = 0; i < form.address_count; ++i) {
    const std::array<uint8_t, 16> record = {0xc0,
                                            0x0c,
                                            0,
                                            1,
                                            0,
                                            1,
                                            0,
                                            0,
                                            0,
                                            60,
                                            0,
                                            4,
                                            192,
                                            0,
                                            static_cast<uint8_t>(2 + i / 250),
                                            static_cast<uint8_t>(1 + i % 250)};
    reply.insert(reply.end(), record.begin(), record.end());
  }
  return reply;
}

FakeUpstream::FakeUpstream(std::string_view address)
    : answer_([](const Query& query) { return std::vector<Message>{ReplyTo(query.message)}; }) {
  const IpAddress own = IpAddress::Parse(address).value();
  udp_ = tcp_ = -1;
  for (int attempt = 0; attempt < kPortAttempts && tcp_ < 0; ++attempt) {
    if (udp_ >= 0) close(udp_);
    udp_ = Bind({own, 0}, SOCK_DGRAM);
    endpoint_ = {own, PortOf(udp_)};
    tcp_ = Bind(endpoint_, SOCK_STREAM);
  }
  SIGNPOST_CHECK(tcp_ >= 0 && listen(tcp_, SOMAXCONN) == 0);
}

FakeUpstream::~FakeUpstream() {
  Leave();
  close(tcp_);
  for (const Connection& connection : connections_) close(connection.socket);
}

void FakeUpstream::Leave() {
  if (udp_ >= 0) close(udp_);
  udp_ = -1;
}

void FakeUpstream::Serve() {
  ServeUdp();
  Accept();
  std::erase_if(connections_, [this](Connection& connection) { return !ServeTcp(&connection); });
}

void FakeUpstream::ServeUdp() {
  Message buffer(kMessageSizeMax);
  while (udp_ >= 0) {
    SystemAddress peer;
    const ssize_t size =
        recvfrom(udp_, buffer.data(), buffer.size(), MSG_DONTWAIT, peer.get(), &peer.size);
    if (size < 0) return;
    Query query{.message = Message(buffer.begin(), buffer.begin() + size),
                .port = PortOf(peer),
                .over_tcp = false};
    for (const Message& reply : Take(std::move(query))) {
      sendto(udp_, reply.data(), reply.size(), MSG_NOSIGNAL, peer.get(), peer.size);
    }
  }
}

void FakeUpstream::Accept() {
  while (true) {
    const int socket = accept4(tcp_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) return;
    connections_.push_back({.socket = socket, .received = {}});
  }
}

// False when the connection has ended. A query without a reply ends it.
bool FakeUpstream::ServeTcp(Connection* connection) {
  Message& received = connection->received;
  std::array<uint8_t, 4096> buffer;
  ssize_t size = 0;
  while ((size = recv(connection->socket, buffer.data(), buffer.size(), MSG_DONTWAIT)) > 0) {
    received.insert(received.end(), buffer.begin(), buffer.begin() + size);
  }
  bool is_open = size != 0;
  while (received.size() >= kLengthSize &&
         received.size() >= kLengthSize + LoadU16(received.data())) {
    const auto end = received.begin() + kLengthSize + LoadU16(received.data());
    Query query{
        .message = Message(received.begin() + kLengthSize, end), .port = 0, .over_tcp = true};
    received.erase(received.begin(), end);
    const std::vector<Message> replies = Take(std::move(query));
    if (replies.empty()) is_open = false;
    for (const Message& reply : replies) {
      Message framed(kLengthSize);
      StoreU16(framed.data(), static_cast<uint16_t>(reply.size()));
      framed.insert(framed.end(), reply.begin(), reply.end());
      SendAll(connection->socket, framed);
    }
  }
  if (!is_open) close(connection->socket);
  return is_open;
}

std::vector<Message> FakeUpstream::Take(Query query) {
  queries_.push_back(query);
  return answer_(query);
}

ServingUpstream::ServingUpstream(FakeUpstream::Answer answer, std::string_view address)
    : upstream_(address) {
  if (answer != nullptr) upstream_.SetAnswer(std::move(answer));
  thread_ = std::thread([this] {
    while (!ends_) {
      upstream_.Serve();
      query_count_ = upstream_.queries().size();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));  // there is no event to wait for
    }
  });
}

ServingUpstream::~ServingUpstream() {
  ends_ = true;
  thread_.join();
}

}  // namespace signpost::testing
