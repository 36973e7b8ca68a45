// Bounds of the relay: each refuses at once, counts, and lets go what it holds.

#include <dirent.h>

#include "forward/relay_fixture.h"

namespace signpost::forward {
namespace {

using testing::FakeUpstream;
using testing::Message;
using testing::ReplyTo;

using RelayLimitsTest = RelayFixture;

size_t DescriptorCount() {
  DIR* const folder = opendir("/proc/self/fd");
  size_t count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

TEST_F(RelayLimitsTest, QueriesBeyondTheLimitInAllFailAtOnce) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  Start({&upstream}, {.timeout = kLong, .forward_count_max = 2});
  Ask("a.example.");
  Ask("b.example.", Channel::kUdp, {}, "10.0.0.2");
  const auto refused = Ask("c.example.", Channel::kUdp, {}, "10.0.0.3");
  EXPECT_TRUE(refused->is_there);
  EXPECT_EQ(refused->failure, Failure::kTooMany);
  EXPECT_EQ(counters_.too_many.value(), 1U);
}

TEST_F(RelayLimitsTest, QueriesBeyondTheLimitOfAClientFailAtOnceAndOthersGoOn) {
  FakeUpstream upstream;
  Start({&upstream}, {.timeout = kLong, .forward_count_max_per_client = 1});
  const auto first = Ask("a.example.");
  EXPECT_EQ(Ask("b.example.")->failure, Failure::kTooMany);
  const auto other = Ask("b.example.", Channel::kUdp, {}, "10.0.0.2");
  EXPECT_EQ(Wait(first).failure, Failure::kNone);
  EXPECT_EQ(Wait(other).failure, Failure::kNone);
  EXPECT_EQ(counters_.too_many_of_client.value(), 1U);
}

TEST_F(RelayLimitsTest, AddressesOfOneIpv6NetworkAreOneClient) {
  FakeUpstream upstream;
  Start({&upstream}, {.timeout = kLong, .forward_count_max_per_client = 1});
  Ask("a.example.", Channel::kUdp, {}, "fd00::1");
  EXPECT_EQ(Ask("b.example.", Channel::kUdp, {}, "fd00::2")->failure, Failure::kTooMany);
  EXPECT_FALSE(Ask("b.example.", Channel::kUdp, {}, "fd00:0:0:1::2")->is_there);
}

TEST_F(RelayLimitsTest, JoinedQueriesCountAsWell) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  Start({&upstream}, {.timeout = kLong, .forward_count_max = 2});
  Ask("a.example.");
  Ask("a.example.");
  EXPECT_EQ(Ask("a.example.")->failure, Failure::kTooMany);
}

TEST_F(RelayLimitsTest, ReplyMakesRoomForTheNextQuery) {
  FakeUpstream upstream;
  Start({&upstream}, {.timeout = kLong, .forward_count_max = 1});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Wait(Ask("a.example.")).failure, Failure::kNone);
}

TEST_F(RelayLimitsTest, QueriesWithoutASocketFailAtOnce) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  Start({&upstream}, {.timeout = kLong, .socket_count_max = 2});
  Ask("a.example.");
  Ask("b.example.");
  EXPECT_EQ(Ask("c.example.")->failure, Failure::kTooMany);
  EXPECT_EQ(counters_.no_socket.value(), 1U);
}

TEST_F(RelayLimitsTest, ManyQueriesToASilentUpstreamHoldBoundedSockets) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  constexpr size_t kSockets = 300;
  Start({&upstream}, {.timeout = kShort, .socket_count_max = kSockets});
  const size_t before = DescriptorCount();
  std::vector<std::shared_ptr<Result>> results;
  for (int i = 0; i < 10'000; ++i) {
    results.push_back(Ask("q" + std::to_string(i) + ".example.", Channel::kUdp, {},
                          "10.0." + std::to_string(i % 200) + ".1"));
  }
  EXPECT_LE(DescriptorCount(), before + kSockets);
  for (const auto& result : results) EXPECT_NE(Wait(result).failure, Failure::kNone);
  EXPECT_LE(DescriptorCount(), before + kIdleSocketsMax);
}

TEST_F(RelayLimitsTest, RepliesOverTcpBeyondTheLimitOfOctetsAreGivenUp) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    return std::vector<Message>{
        ReplyTo(query.message, {.is_truncated = !query.over_tcp, .address_count = 100})};
  });
  Start({&upstream}, {.timeout = kLong, .pending_reply_size_max = 1000});
  EXPECT_TRUE(Wait(Ask("web.example.")).is_truncated);
  EXPECT_EQ(counters_.reply_octets_exceeded.value(), 1U);
}

}  // namespace
}  // namespace signpost::forward
