#pragma once

// A running DnsServer on the loopback interface, and clients with real sockets of their own.
//
// Clients wait a minute for what must come soon; a client that waited in vain says so by an empty
// message.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "dns/dns_server.h"
#include "dns/sockets.h"
#include "support/ldns_message.h"
#include "support/zone.h"

namespace signpost::dns {

// Waits until `condition` holds; false when it did not within a minute.
bool Soon(const std::function<bool()>& condition);

// Whether this machine's loopback interface has ::1.
bool HasIpv6();

Endpoint EndpointOf(std::string_view address, uint16_t port = 0);

// `count` addresses 10.`table`.x.y of `owner`.
testing::ZoneLines Addresses(std::string_view owner, size_t count, unsigned table = 1);

// A message behind its length, as TCP carries it (RFC 1035 §4.2.2).
std::vector<uint8_t> Framed(Bytes message);

class UdpClient {
 public:
  // Connected: takes replies from `server`'s address and port alone.
  // `source`: the client's own address.
  explicit UdpClient(const Endpoint& server, const IpAddress& source = IpAddress());

  void Send(Bytes message) const;
  // As datagrams of `size` octets each but the last, given to the system as one (UDP_SEGMENT).
  void SendJoined(Bytes messages, uint16_t size) const;
  std::vector<uint8_t> Receive() const;
  bool HasReceived() const;  // without waiting

  testing::LdnsMessage Ask(std::string_view name, wire::Type type,
                           const testing::LdnsQueryOptions& options = {}) const;

 private:
  FileDescriptor socket_;
};

class TcpClient {
 public:
  // How the server ended the connection.
  enum class End { kNone, kClosed, kReset };

  // `receive_buffer_size`: octets that the client's system keeps; 0: as it likes. `source`: the
  // client's own address.
  explicit TcpClient(const Endpoint& server, int receive_buffer_size = 0,
                     const IpAddress& source = IpAddress());

  bool is_open() const { return socket_.number() >= 0; }

  // Sends all of it, unless the server has ended the connection.
  void Send(Bytes octets) const;
  void FinishSending() const;  // the other direction stays open
  void Abort();                // ends with a reset

  // The next message, without its length.
  std::vector<uint8_t> Receive() const;
  bool HasReceived() const;  // without waiting
  testing::LdnsMessage Ask(std::string_view name, wire::Type type,
                           const testing::LdnsQueryOptions& options = {}) const;

  // Waits for the server to end the connection; throws away what it still sends.
  End ReadToTheEnd() const;

 private:
  bool ReceiveAll(std::span<uint8_t> octets) const;

  FileDescriptor socket_;
};

class ServerFixture : public ::testing::Test {
 protected:
  // With one worker and 127.0.0.1 unless `options` say otherwise.
  void Start(const testing::ZoneLines& lines, DnsServerOptions options = {});

  const Endpoint& endpoint(size_t index = 0) const { return endpoints_.at(index); }
  uint64_t Counter(const std::string& name) const { return server_->Counters().at(name); }
  bool Reaches(const std::string& counter, uint64_t value) const {
    return Soon([&] { return Counter(counter) >= value; });
  }

  std::optional<records::SnapshotPublisher> publisher_;
  std::optional<DnsServer> server_;
  std::vector<Endpoint> endpoints_;
};

inline constexpr char kWeb[] = "web.mesos.";
inline constexpr char kWebLine[] = "web.mesos. A 10.0.0.1";
inline constexpr char kWebRecord[] = "web.mesos. 60 IN A 10.0.0.1";

}  // namespace signpost::dns
