// The acceptor whose turns the test gives, on a socket that the test can break.

#include "dns/tcp_service.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

constexpr TcpLimits kLimits{.session_count_max = 10,
                            .timeouts = {kTcpIdleTimeout, kTcpWriteTimeout}};

class TcpServiceTest : public ::testing::Test {
 protected:
  bool SoonReaches(const Counter& counter, uint64_t value) {
    return Soon([&] {
      context_.poll();
      return counter.value() >= value;
    });
  }

  boost::asio::io_context context_;
  TcpCounters counters_;
};

TEST_F(TcpServiceTest, GoesOnAcceptingAfterAFailure) {
  SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
  const Endpoint endpoint = BoundEndpoint(sockets.udp.number());
  const FileDescriptor same(dup(sockets.tcp.number()));
  TcpService service(
      &context_, kLimits, [](Bytes, bool) { return Bytes(); }, &counters_);
  service.Listen(std::move(sockets.tcp));
  // Accepting fails as long as the socket does not listen.
  shutdown(same.number(), SHUT_RD);
  EXPECT_TRUE(SoonReaches(counters_.accept_failed, 1));
  ASSERT_EQ(listen(same.number(), 1), 0);
  const TcpClient client(endpoint);
  EXPECT_TRUE(SoonReaches(counters_.accepted, 1));
}

// The session has given its reply to the system, and the context stops before it learns so.
TEST_F(TcpServiceTest, AReplyThatWasSentIsNotTakenBackByTheEnd) {
  SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
  const TcpClient client(BoundEndpoint(sockets.tcp.number()));
  const std::vector<uint8_t> reply = {1, 2, 3};
  TcpService service(
      &context_, kLimits, [&](Bytes, bool) { return Bytes(reply); }, &counters_);
  service.Listen(std::move(sockets.tcp));
  client.Send(Framed({}));
  ASSERT_TRUE(Soon([&] {
    context_.poll_one();
    return client.HasReceived();
  }));
  service.Close();
  EXPECT_EQ(client.Receive(), reply);
  EXPECT_EQ(client.ReadToTheEnd(), TcpClient::End::kClosed);
}

}  // namespace
}  // namespace signpost::dns
