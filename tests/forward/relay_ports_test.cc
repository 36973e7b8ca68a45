// Which ports queries leave from, and whose is what comes back to a port that several share.

#include <map>
#include <set>

#include "forward/relay_fixture.h"

namespace signpost::forward {
namespace {

using testing::FakeUpstream;
using testing::Message;
using testing::ReplyTo;

class RelayPortsTest : public RelayFixture {
 protected:
  using Results = std::vector<std::shared_ptr<Result>>;

  // Asks so many questions in one turn.
  Results AskTogether(size_t count, Channel channel = Channel::kUdp) {
    Results results;
    for (size_t i = 0; i < count; ++i) {
      results.push_back(Ask("q" + std::to_string(i) + ".example.", channel));
    }
    return results;
  }

  void WaitForAll(const Results& results) {
    for (const auto& result : results) EXPECT_EQ(Wait(result).address_count(), 1);
  }

  bool Arrived(const FakeUpstream& upstream, size_t count) {
    return Soon([&] { return upstream.queries().size() >= count; });
  }
};

std::map<uint16_t, std::vector<Message>> QueriesByPort(const FakeUpstream& upstream) {
  std::map<uint16_t, std::vector<Message>> queries;
  for (const FakeUpstream::Query& query : upstream.queries()) {
    if (!query.over_tcp) queries[query.port].push_back(query.message);
  }
  return queries;
}

Message WithOtherId(Message reply) {
  reply[0] ^= 0x55;
  return reply;
}

TEST_F(RelayPortsTest, FewQueriesThatAreAskedTogetherHaveAPortEach) {
  FakeUpstream upstream;
  Start({&upstream}, kPatient);
  WaitForAll(AskTogether(kPortsPerTurn));
  EXPECT_EQ(QueriesByPort(upstream).size(), kPortsPerTurn);
  EXPECT_EQ(counters_.udp_shared.value(), 0U);
}

TEST_F(RelayPortsTest, ManyQueriesThatAreAskedTogetherShareAFewPorts) {
  FakeUpstream upstream;
  Start({&upstream}, kPatient);
  WaitForAll(AskTogether(3 * kPortsPerTurn));
  const auto queries = QueriesByPort(upstream);
  EXPECT_EQ(queries.size(), kPortsPerTurn);
  for (const auto& [port, of_port] : queries) EXPECT_EQ(of_port.size(), 3U);
  EXPECT_EQ(counters_.udp_shared.value(), 2 * kPortsPerTurn);
}

TEST_F(RelayPortsTest, NoMoreQueriesThanTheLimitShareAPort) {
  FakeUpstream upstream;
  Start({&upstream}, kPatient);
  constexpr size_t kCount = kPortsPerTurn * kQueriesPerPort + 1;
  WaitForAll(AskTogether(kCount));
  const auto queries = QueriesByPort(upstream);
  EXPECT_EQ(queries.size(), kPortsPerTurn + 1);
  for (const auto& [port, of_port] : queries) EXPECT_LE(of_port.size(), kQueriesPerPort);
}

TEST_F(RelayPortsTest, QueriesOnOnePortHaveRandomIdsOfTheirOwn) {
  FakeUpstream upstream;
  Start({&upstream}, kPatient);
  WaitForAll(AskTogether(kPortsPerTurn * kQueriesPerPort));
  for (const auto& [port, of_port] : QueriesByPort(upstream)) {
    std::set<uint16_t> ids;
    for (const Message& message : of_port) ids.insert(LoadU16(message.data()));
    EXPECT_EQ(ids.size(), of_port.size());
  }
}

TEST_F(RelayPortsTest, LaterTurnsHaveOtherPorts) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  Start({&upstream}, kPatient);
  AskTogether(2 * kPortsPerTurn);
  ASSERT_TRUE(Arrived(upstream, 2 * kPortsPerTurn));
  Ask("later.example.");
  ASSERT_TRUE(Arrived(upstream, 2 * kPortsPerTurn + 1));
  EXPECT_EQ(QueriesByPort(upstream).size(), kPortsPerTurn + 1);
}

TEST_F(RelayPortsTest, UpstreamsShareNoPorts) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kServFail));
  FakeUpstream second;
  Start({&first, &second}, kPatient);
  WaitForAll(AskTogether(2 * kPortsPerTurn));
  EXPECT_EQ(QueriesByPort(first).size(), kPortsPerTurn);
  EXPECT_GE(second.queries().size(), 2 * kPortsPerTurn);
}

TEST_F(RelayPortsTest, ReplyToAQueryWithTheIdOfItsNeighbourIsForeign) {
  FakeUpstream upstream;
  std::map<uint16_t, Message> earlier;
  upstream.SetAnswer([&](const FakeUpstream::Query& query) {
    std::vector<Message> replies;
    if (const auto neighbour = earlier.find(query.port); neighbour != earlier.end()) {
      Message crossed = ReplyTo(neighbour->second, {.address_count = 7});
      StoreU16(crossed.data(), LoadU16(query.message.data()));
      replies = {crossed, ReplyTo(neighbour->second), ReplyTo(query.message)};
    }
    earlier[query.port] = query.message;
    return replies;
  });
  Start({&upstream}, kPatient);
  WaitForAll(AskTogether(2 * kPortsPerTurn));
  EXPECT_EQ(counters_.foreign.value(), kPortsPerTurn);
}

TEST_F(RelayPortsTest, SecondReplyAtAPortThatOthersStillWaitAtIsIgnored) {
  FakeUpstream upstream;
  upstream.SetAnswer([&](const FakeUpstream::Query& query) {
    const bool is_silent = upstream.queries().size() > kPortsPerTurn;
    return is_silent ? std::vector<Message>()
                     : std::vector<Message>{ReplyTo(query.message), ReplyTo(query.message)};
  });
  Start({&upstream}, kPatient);
  AskTogether(2 * kPortsPerTurn);
  EXPECT_TRUE(Soon([&] { return counters_.replies.value() == kPortsPerTurn; }));
  EXPECT_EQ(counters_.foreign.value(), 0U);
}

TEST_F(RelayPortsTest, ForgedReplyAtASharedPortKeepsAllOfItsQueriesFromTcp) {
  FakeUpstream upstream;
  std::set<uint16_t> forged;
  upstream.SetAnswer([&](const FakeUpstream::Query& query) {
    if (query.over_tcp || !forged.insert(query.port).second) return std::vector<Message>();
    return std::vector<Message>{WithOtherId(ReplyTo(query.message))};
  });
  Start({&upstream}, {.timeout = kShort});
  const Results results = AskTogether(2 * kPortsPerTurn, Channel::kTcp);
  for (const auto& result : results) EXPECT_EQ(Wait(result).failure, Failure::kNoReply);
  EXPECT_EQ(counters_.tcp_asked.value(), 0U);
}

TEST_F(RelayPortsTest, RefusalOfTheMachineIsOneOfAllQueriesOfThePort) {
  FakeUpstream first;
  first.Leave();
  FakeUpstream second;
  Start({&first, &second}, kPatient);
  WaitForAll(AskTogether(3 * kPortsPerTurn));
  EXPECT_EQ(counters_.unreachable.value(), 3 * kPortsPerTurn);
}

TEST_F(RelayPortsTest, QueriesThatShareAPortNeedOneSocket) {
  FakeUpstream upstream;
  Start({&upstream}, {.timeout = kLong, .socket_count_max = kPortsPerTurn});
  WaitForAll(AskTogether(kPortsPerTurn * kQueriesPerPort));
  EXPECT_EQ(counters_.no_socket.value(), 0U);
}

}  // namespace
}  // namespace signpost::forward
