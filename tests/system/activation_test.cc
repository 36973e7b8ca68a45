// A service manager opens the sockets, hands them over and is told how things stand.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "base/check.h"
#include "system/query_stream.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kState[] = R"({"leader": "master@10.0.0.1:5050", "frameworks": [], "slaves": []})";

// A socket of this test, on a port that the system chooses unless one is given.
class OwnSocket {
 public:
  explicit OwnSocket(int type, uint16_t port = 0)
      : number_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    setsockopt(number_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    SIGNPOST_CHECK(bind(number_, generic, sizeof(address)) == 0);
    SIGNPOST_CHECK(type != SOCK_STREAM || listen(number_, SOMAXCONN) == 0);
    socklen_t size = sizeof(address);
    SIGNPOST_CHECK(getsockname(number_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~OwnSocket() { close(number_); }
  OwnSocket(const OwnSocket&) = delete;
  OwnSocket& operator=(const OwnSocket&) = delete;

  int number() const { return number_; }
  uint16_t port() const { return port_; }

 private:
  const int number_;
  uint16_t port_ = 0;
};

// A command that hands the sockets over under `names`, which are joined by ':'. They are meant for
// one process, which the shell becomes.
std::vector<std::string> Handing(const std::string& names) {
  const auto count = std::ranges::count(names, ':') + 1;
  return {"sh", "-c",
          "LISTEN_PID=$$ LISTEN_FDS=" + std::to_string(count) + " LISTEN_FDNAMES=" + names +
              " exec \"$@\"",
          "sh"};
}

class Activation : public ::testing::Test {
 protected:
  Activation() { folder_.Write("state.json", kState); }

  std::string Config(uint16_t port, uint16_t http_port, const std::string& keys = "") {
    return folder_.Write(
        "config.json", R"({"stateFile": "state.json", "externalon": false, "listener": "127.0.0.1",
          "httplistener": "127.0.0.1", "port": )" +
                           std::to_string(port) + R"(, "httpport": )" + std::to_string(http_port) +
                           keys + "}");
  }

  static std::string Dig(uint16_t port, const std::string& flag = "+short") {
    return RunProgram({"dig", "@127.0.0.1", "-p", std::to_string(port), "+short", "+tries=3",
                       "+time=20", flag, "leader.mesos"})
        .output;
  }

  TestFolder folder_;
};

TEST_F(Activation, HandedSocketsAreServed) {
  const OwnSocket udp(SOCK_DGRAM);
  const OwnSocket tcp(SOCK_STREAM, udp.port());
  const OwnSocket http(SOCK_STREAM);
  ServerProcess server(Config(udp.port(), http.port(), R"(, "workers": 3)"),
                       Handing("signpost.socket:signpost.socket:http"),
                       {udp.number(), tcp.number(), http.number()});
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  EXPECT_EQ(Dig(udp.port()), "10.0.0.1\n");
  for (int i = 0; i < 8; ++i) EXPECT_EQ(Dig(udp.port(), "+tcp"), "10.0.0.1\n");
  EXPECT_THAT(RunProgram({"curl", "-sS", "--max-time", "60",
                          "http://127.0.0.1:" + std::to_string(http.port()) + "/v1/status"})
                  .output,
              HasSubstr(R"("known":true)"));
  EXPECT_THAT(server.log(), Not(HasSubstr("was handed over")));
}

TEST_F(Activation, QueriesThatWaitInAHandedSocketAreAnsweredOnceItServes) {
  const OwnSocket udp(SOCK_DGRAM);
  const OwnSocket tcp(SOCK_STREAM, udp.port());
  OwnSocket client(SOCK_DGRAM);
  sockaddr_in server_address{};
  server_address.sin_family = AF_INET;
  server_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server_address.sin_port = htons(udp.port());
  ASSERT_EQ(connect(client.number(), reinterpret_cast<sockaddr*>(&server_address),
                    sizeof(server_address)),
            0);
  constexpr char kQuery[] = "\x12\x34\0\0\0\1\0\0\0\0\0\0\6leader\5mesos\0\0\1\0\1";
  ASSERT_EQ(send(client.number(), kQuery, sizeof(kQuery) - 1, 0),
            static_cast<ssize_t>(sizeof(kQuery) - 1));
  ServerProcess server(Config(udp.port(), 0), Handing("a:b"), {udp.number(), tcp.number()});
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  setsockopt(client.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  char reply[512];
  EXPECT_GT(recv(client.number(), reply, sizeof(reply), 0), 12) << server.log();
}

// As systemd does it: the sockets are its own, and the server's next version takes them over.
TEST_F(Activation, AnUpgradeLosesNoQuery) {
  const OwnSocket udp(SOCK_DGRAM);
  const OwnSocket tcp(SOCK_STREAM, udp.port());
  const std::string config = Config(udp.port(), 0);
  const Endpoint endpoint{*IpAddress::Parse("127.0.0.1"), udp.port()};
  QueryStream queries(endpoint);
  for (int version = 0; version < 3; ++version) {
    ServerProcess server(config, Handing("a:b"), {udp.number(), tcp.number()});
    ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
    EXPECT_EQ(queries.ReceiveGood(version == 0 ? 0 : 50), version == 0 ? 0U : 50U);
    queries.Send(50);
    EXPECT_EQ(server.Stop(SIGTERM), 0);
    EXPECT_EQ(queries.ReceiveGood(50), 50U);
    queries.Send(50);  // nobody serves
  }
}

// Clients are spread over all sockets of a port, so that each must have somebody who reads it.
TEST_F(Activation, OfManySocketsOfOnePortEachIsServed) {
  const OwnSocket udp(SOCK_DGRAM);
  const OwnSocket second(SOCK_DGRAM, udp.port());
  const OwnSocket third(SOCK_DGRAM, udp.port());
  ServerProcess server(Config(udp.port(), 0, R"(, "workers": 2)"), Handing("a:b:c"),
                       {udp.number(), second.number(), third.number()});
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Dig(udp.port()), "10.0.0.1\n");
}

TEST_F(Activation, WhatWasNotHandedOverIsBound) {
  const OwnSocket udp(SOCK_DGRAM);
  ServerProcess server(Config(udp.port(), 0), Handing("udp"), {udp.number()});
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  EXPECT_EQ(Dig(udp.port(), "+tcp"), "10.0.0.1\n");
  EXPECT_EQ(server.dns().port, udp.port());
  EXPECT_NE(server.http().port, 0);
}

TEST_F(Activation, ASocketThatNobodyAskedForIsNamed) {
  const OwnSocket other(SOCK_STREAM);
  ServerProcess server(Config(0, 0), Handing("stray.socket"), {other.number()});
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  EXPECT_THAT(server.log(),
              HasSubstr("socket stray.socket (TCP 127.0.0.1:" + std::to_string(other.port()) +
                        ") was handed over, but the configuration does not listen"));
}

TEST_F(Activation, WhatCannotBeServedEndsTheStart) {
  const int file = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ServerProcess server(Config(0, 0), Handing("unix"), {file});
  EXPECT_EQ(server.Wait(), 1);
  EXPECT_THAT(server.log(), HasSubstr("unix (descriptor 3) is neither a UDP socket nor"));
  close(file);
}

TEST_F(Activation, AnIpv6SocketThatTakesIpv4TooEndsTheStart) {
  const int both = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (both < 0) GTEST_SKIP() << "this machine has no IPv6";
  const int off = 0;
  setsockopt(both, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  ASSERT_EQ(bind(both, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  ServerProcess server(Config(0, 0), Handing("both"), {both});
  EXPECT_EQ(server.Wait(), 1);
  EXPECT_THAT(server.log(), HasSubstr("set BindIPv6Only=ipv6-only"));
  close(both);
}

// Where a service manager listens to the server.
class Manager {
 public:
  explicit Manager(std::string path)
      : path_(std::move(path)), number_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    SIGNPOST_CHECK(path_.size() < sizeof(address.sun_path));
    path_.copy(address.sun_path, path_.size());
    SIGNPOST_CHECK(bind(number_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    const timeval patience{.tv_sec = 60, .tv_usec = 0};
    setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  }
  ~Manager() { close(number_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  std::string setting() const { return "NOTIFY_SOCKET=" + path_; }

  // The next message; empty when none comes within a minute.
  std::string Next() const {
    std::string text(4096, '\0');
    text.resize(
        static_cast<size_t>(std::max<ssize_t>(recv(number_, text.data(), text.size(), 0), 0)));
    return text;
  }

 private:
  const std::string path_;
  const int number_;
};

TEST_F(Activation, TheManagerHearsWhenItServesAndWhenItStops) {
  const Manager manager(folder_.Path("notify"));
  ServerProcess server(Config(0, 0), {"env", manager.setting()});
  EXPECT_THAT(manager.Next(),
              AllOf(HasSubstr("READY=1\n"), HasSubstr("STATUS=serves mesos: DNS on 127.0.0.1:")));
  EXPECT_EQ(server.Stop(SIGTERM), 0);
  EXPECT_EQ(manager.Next(), "STOPPING=1");
}

TEST_F(Activation, TheManagerHearsThatItLivesWhenItWatches) {
  const Manager manager(folder_.Path("notify"));
  ServerProcess server(Config(0, 0), {"env", manager.setting(), "WATCHDOG_USEC=4000000"});
  EXPECT_THAT(manager.Next(), HasSubstr("READY=1"));
  EXPECT_EQ(manager.Next(), "WATCHDOG=1");
}

}  // namespace
}  // namespace signpost::testing
