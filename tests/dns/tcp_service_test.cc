// The acceptor whose turns the test gives, on a socket that the test can break.

#include "dns/tcp_service.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

// Built with it the sanitizer cannot tell a sound object from a broken one while no descriptor is
// left; these tests run with ThreadSanitizer, too, which can.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitizerNeedsDescriptors = true;
#else
constexpr bool kSanitizerNeedsDescriptors = false;
#endif

using std::chrono::milliseconds;

constexpr TcpLimits kLimits{.session_count_max = 10,
                            .client_session_count_max = 10,
                            .timeouts = {kTcpIdleTimeout, kTcpWriteTimeout},
                            .idle_min = kTcpIdleTimeoutMin};

// While it lives, this program gets no new file descriptor.
class NoDescriptors {
 public:
  NoDescriptors() {
    SIGNPOST_CHECK(getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const FileDescriptor next(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const rlimit limit{static_cast<rlim_t>(next.number()), before_.rlim_max};
    SIGNPOST_CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

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
      &context_, kLimits, [](Bytes, bool, TcpSession*) { return Bytes(); }, &counters_);
  service.Listen(std::move(sockets.tcp));
  // Accepting fails as long as the socket does not listen.
  shutdown(same.number(), SHUT_RD);
  EXPECT_TRUE(SoonReaches(counters_.accept_failed, 1));
  ASSERT_EQ(listen(same.number(), 1), 0);
  const TcpClient client(endpoint);
  EXPECT_TRUE(SoonReaches(counters_.accepted, 1));
}

TEST_F(TcpServiceTest, WithoutDescriptorsTheSessionSilentLongestMakesRoom) {
  if (kSanitizerNeedsDescriptors) GTEST_SKIP() << "UBSan opens a pipe to look at an object";
  SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
  const Endpoint endpoint = BoundEndpoint(sockets.udp.number());
  TcpService service(
      &context_, kLimits, [](Bytes, bool, TcpSession*) { return Bytes(); }, &counters_);
  service.Listen(std::move(sockets.tcp));
  const TcpClient first(endpoint);
  ASSERT_TRUE(SoonReaches(counters_.accepted, 1));
  const TcpClient second(endpoint);
  ASSERT_TRUE(SoonReaches(counters_.accepted, 2));
  const TcpClient third(endpoint);
  const NoDescriptors none;
  EXPECT_TRUE(SoonReaches(counters_.accepted, 3));
  EXPECT_GE(counters_.accept_failed.value(), 1U);
  EXPECT_GE(counters_.evicted.value(), 1U);
  EXPECT_EQ(first.ReadToTheEnd(), TcpClient::End::kClosed);
}

// Nor does it spin: it comes back after a pause.
TEST_F(TcpServiceTest, WithoutDescriptorsAndSessionsItWaitsUntilSomebodyElseMakesRoom) {
  if (kSanitizerNeedsDescriptors) GTEST_SKIP() << "UBSan opens a pipe to look at an object";
  SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
  const TcpClient client(BoundEndpoint(sockets.udp.number()));
  TcpService service(
      &context_, kLimits, [](Bytes, bool, TcpSession*) { return Bytes(); }, &counters_);
  {
    const NoDescriptors none;
    service.Listen(std::move(sockets.tcp));
    EXPECT_TRUE(SoonReaches(counters_.accept_failed, 1));
    context_.poll();
    EXPECT_LE(counters_.accept_failed.value(), 2U);
    EXPECT_EQ(counters_.accepted.value(), 0U);
  }
  EXPECT_TRUE(SoonReaches(counters_.accepted, 1));
}

TEST(TcpIdleTimeout, ShrinksFromHalfOfTheSessionsOn) {
  EXPECT_EQ(IdleTimeout(kLimits, 0), kTcpIdleTimeout);
  EXPECT_EQ(IdleTimeout(kLimits, 5), kTcpIdleTimeout);
  EXPECT_EQ(IdleTimeout(kLimits, 6), milliseconds(8200));
  EXPECT_EQ(IdleTimeout(kLimits, 10), kTcpIdleTimeoutMin);
  EXPECT_EQ(IdleTimeout(kLimits, 11), kTcpIdleTimeoutMin);
}

TEST(TcpIdleTimeout, OfOneSessionIsTheLeastWhenItIsOpen) {
  TcpLimits limits = kLimits;
  limits.session_count_max = 1;
  EXPECT_EQ(IdleTimeout(limits, 0), kTcpIdleTimeout);
  EXPECT_EQ(IdleTimeout(limits, 1), kTcpIdleTimeoutMin);
}

// The session has given its reply to the system, and the context stops before it learns so.
TEST_F(TcpServiceTest, AReplyThatWasSentIsNotTakenBackByTheEnd) {
  SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
  const TcpClient client(BoundEndpoint(sockets.tcp.number()));
  const std::vector<uint8_t> reply = {1, 2, 3};
  TcpService service(
      &context_, kLimits, [&](Bytes, bool, TcpSession*) { return Bytes(reply); }, &counters_);
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
