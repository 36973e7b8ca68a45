#pragma once

// Clients that hold a socket and ask a server for leader.mesos as the test says.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "support/ldns_message.h"

namespace signpost::testing {

inline sockaddr_in SystemAddressOf(const Endpoint& server) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

inline int Connect(const Endpoint& server, int type) {
  const int socket = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const timeval wait{.tv_sec = 20, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  const sockaddr_in address = SystemAddressOf(server);
  EXPECT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return socket;
}

// One client over UDP that asks without waiting.
class QueryStream {
 public:
  explicit QueryStream(const Endpoint& server) : socket_(Connect(server, SOCK_DGRAM)) {}
  ~QueryStream() { close(socket_); }
  QueryStream(const QueryStream&) = delete;
  QueryStream& operator=(const QueryStream&) = delete;

  void Send(size_t count) {
    const auto query = LdnsQuery("leader.mesos.", wire::Type::kA);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(send(socket_, query.data(), query.size(), 0), static_cast<ssize_t>(query.size()));
    }
  }

  // How many of `count` answers come, and hold the address.
  size_t ReceiveGood(size_t count) {
    std::array<uint8_t, 512> reply{};
    size_t good = 0;
    for (size_t i = 0; i < count; ++i) {
      if (recv(socket_, reply.data(), reply.size(), 0) < 12) break;
      good += LoadU16(&reply[6]) == 1 ? 1 : 0;
    }
    return good;
  }

 private:
  const int socket_;
};

// One client that keeps its connection.
class TcpQueries {
 public:
  explicit TcpQueries(const Endpoint& server) : socket_(Connect(server, SOCK_STREAM)) {}
  ~TcpQueries() { close(socket_); }
  TcpQueries(const TcpQueries&) = delete;
  TcpQueries& operator=(const TcpQueries&) = delete;

  // Is there an answer?
  bool Ask() {
    std::vector<uint8_t> query = LdnsQuery("leader.mesos.", wire::Type::kA);
    query.insert(query.begin(), {0, static_cast<uint8_t>(query.size())});
    std::array<uint8_t, 512> reply{};
    return send(socket_, query.data(), query.size(), 0) == static_cast<ssize_t>(query.size()) &&
           recv(socket_, reply.data(), reply.size(), 0) > 2;
  }

 private:
  const int socket_;
};

}  // namespace signpost::testing
