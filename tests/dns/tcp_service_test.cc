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

}  // namespace
}  // namespace signpost::dns
