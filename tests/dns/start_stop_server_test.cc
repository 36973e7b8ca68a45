// Beginning and end of the running server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using ::testing::HasSubstr;
using testing::LdnsQuery;
using ::testing::SizeIs;
using wire::Type;

class ServerStart : public ServerFixture {
 protected:
  // Ports on 127.0.0.1 held by somebody else.
  static SocketPair Taken() { return *OpenSockets(EndpointOf("127.0.0.1")); }

  // Where a free port was a moment ago.
  static Endpoint Free() { return BoundEndpoint(Taken().udp.number()); }

  static size_t OpenFileCount() {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return static_cast<size_t>(std::distance(begin(files), end(files)));
  }

  records::SnapshotPublisher zone_{testing::SnapshotOf({kWebLine})};
};

TEST_F(ServerStart, FailsWithTheAddressThatIsTakenForUdp) {
  const FileDescriptor udp = Taken().udp;
  const Endpoint taken = BoundEndpoint(udp.number());
  DnsServer server({.listen = {taken}}, &zone_);
  EXPECT_EQ(server.Start().message(),
            absl::StrCat("cannot listen on ", taken.ToString(), ": Address already in use"));
}

TEST_F(ServerStart, FailsWithTheAddressThatIsTakenForTcp) {
  const FileDescriptor tcp = Taken().tcp;
  const Endpoint taken = BoundEndpoint(tcp.number());
  DnsServer server({.listen = {taken}}, &zone_);
  EXPECT_EQ(server.Start().message(),
            absl::StrCat("cannot listen on ", taken.ToString(), ": Address already in use"));
}

TEST_F(ServerStart, FailsWhereAnotherServerListens) {
  Start({kWebLine});
  DnsServer second({.listen = {endpoint()}}, &zone_);
  EXPECT_THAT(std::string(second.Start().message()), HasSubstr(endpoint().ToString()));
}

TEST_F(ServerStart, FailsWithAnAddressThatIsNotOurs) {
  DnsServer server({.listen = {EndpointOf("192.0.2.1", 5300)}}, &zone_);
  EXPECT_EQ(server.Start().message(),
            "cannot listen on 192.0.2.1:5300: Cannot assign requested address");
}

TEST_F(ServerStart, LeavesNothingOpenWhenOneOfTheAddressesIsTaken) {
  const Endpoint free = Free();
  const SocketPair sockets = Taken();
  const Endpoint taken = BoundEndpoint(sockets.udp.number());
  DnsServer server({.listen = {free, taken}, .worker_count = 2}, &zone_);
  const size_t open_before = OpenFileCount();
  EXPECT_FALSE(server.Start().ok());
  EXPECT_EQ(OpenFileCount(), open_before);
  EXPECT_TRUE(server.endpoints().empty());
  EXPECT_TRUE(CheckFree(free).ok());
}

TEST_F(ServerStart, MayBeTriedAgain) {
  SocketPair sockets = Taken();
  const Endpoint taken = BoundEndpoint(sockets.udp.number());
  DnsServer server({.listen = {EndpointOf("127.0.0.1"), taken}}, &zone_);
  EXPECT_FALSE(server.Start().ok());
  sockets = SocketPair();
  ASSERT_TRUE(server.Start().ok());
  ASSERT_THAT(server.endpoints(), SizeIs(2));
  for (const Endpoint& each : server.endpoints()) {
    EXPECT_THAT(UdpClient(each).Ask(kWeb, Type::kA).answer, SizeIs(1));
  }
}

TEST_F(ServerStart, StopClosesSessionsAndSockets) {
  Start({kWebLine},
        {.listen = {EndpointOf("127.0.0.1"), EndpointOf("127.0.0.2")}, .worker_count = 2});
  const TcpClient client(endpoint());
  EXPECT_THAT(client.Ask(kWeb, Type::kA).answer, SizeIs(1));
  server_->Stop();
  EXPECT_EQ(client.ReadToTheEnd(), TcpClient::End::kClosed);
  for (const Endpoint& each : endpoints_) {
    EXPECT_TRUE(CheckFree(each).ok());
    EXPECT_FALSE(TcpClient(each).is_open());
  }
  EXPECT_EQ(Counter("dns_tcp_queries"), 1U);
}

TEST_F(ServerStart, StopMayBeCalledTwiceAndWithoutStart) {
  DnsServer never_started({.listen = {EndpointOf("127.0.0.1")}}, &zone_);
  never_started.Stop();
  Start({kWebLine});
  server_->Stop();
  server_->Stop();
}

TEST_F(ServerStart, StopEndsUnderLoad) {
  Start({kWebLine}, {.worker_count = 2});
  const std::array<UdpClient, 2> clients = {UdpClient(endpoint()), UdpClient(endpoint())};
  const auto query = LdnsQuery(kWeb, Type::kA);
  for (int i = 0; i < 80; ++i) {
    for (const UdpClient& client : clients) client.Send(query);
  }
  server_->Stop();
  EXPECT_EQ(Counter("dns_udp_queries"), Counter("dns_replies_noerror"));
}

TEST_F(ServerStart, TheSamePortMayBeServedAgainAtOnce) {
  Start({kWebLine});
  const Endpoint first = endpoint();
  const TcpClient client(first);
  EXPECT_THAT(client.Ask(kWeb, Type::kA).answer, SizeIs(1));
  server_.reset();
  Start({kWebLine}, {.listen = {first}});
  EXPECT_THAT(TcpClient(first).Ask(kWeb, Type::kA).answer, SizeIs(1));
}

}  // namespace
}  // namespace signpost::dns
