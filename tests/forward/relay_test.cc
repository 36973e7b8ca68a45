// The relay against upstreams of all kinds.

#include <cstdio>
#include <fstream>
#include <set>

#include "forward/relay_fixture.h"

namespace signpost::forward {
namespace {

using testing::FakeUpstream;
using testing::Message;
using testing::ReplyTo;

using RelayTest = RelayFixture;

TEST_F(RelayTest, ClientGetsTheReplyOfTheUpstream) {
  FakeUpstream upstream;
  Start({&upstream});
  const Result result = Wait(Ask("web.example."));
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_EQ(result.address_count(), 1);
  EXPECT_EQ(counters_.replies.value(), 1U);
}

TEST_F(RelayTest, RepliesOfAnyRcodeButServfailAndRefusedAreHandedOn) {
  FakeUpstream upstream;
  Start({&upstream});
  for (const wire::Rcode rcode :
       {wire::Rcode::kFormErr, wire::Rcode::kNxDomain, wire::Rcode::kNotImp}) {
    upstream.SetAnswer(SendsRcode(rcode));
    EXPECT_EQ(Wait(Ask("web.example.")).rcode(), static_cast<uint16_t>(rcode));
  }
}

TEST_F(RelayTest, EachQueryHasItsOwnPortAndRandomId) {
  FakeUpstream upstream;
  Start({&upstream});
  constexpr size_t kCount = 200;
  for (size_t i = 0; i < kCount; ++i) Wait(Ask("q" + std::to_string(i) + ".example."));
  std::set<uint16_t> ports;
  std::set<uint16_t> ids;
  for (const FakeUpstream::Query& query : upstream.queries()) {
    ports.insert(query.port);
    ids.insert(LoadU16(query.message.data()));
  }
  EXPECT_GT(ports.size(), kCount * 9 / 10);
  EXPECT_GT(ids.size(), kCount * 9 / 10);
}

TEST_F(RelayTest, UpstreamGetsFlagsAndEdnsOfTheClient) {
  FakeUpstream upstream;
  Start({&upstream});
  Wait(Ask("web.example.", Channel::kUdp,
           {.recursion_desired = false, .udp_size = 4000, .dnssec_ok = true}));
  const auto seen = testing::ParseWithLdns(upstream.queries().front().message);
  ASSERT_TRUE(seen.has_value());
  EXPECT_FALSE(seen->rd);
  EXPECT_EQ(seen->udp_size, 4000);
  EXPECT_EQ(seen->edns_flags, 0x8000);
}

TEST_F(RelayTest, WaitsPastRepliesThatDoNotMatch) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    Message other_id = ReplyTo(query.message);
    other_id[0] ^= 0x55;
    Message other_name = ReplyTo(query.message);
    other_name[wire::kHeaderSize + 1] ^= 0x20;  // only its case
    Message no_reply = query.message;
    const Message header(query.message.begin(), query.message.begin() + wire::kHeaderSize);
    return std::vector<Message>{
        other_id, other_name, no_reply, header, {}, {1}, ReplyTo(query.message)};
  });
  Start({&upstream}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
  EXPECT_EQ(counters_.foreign.value(), 6U);
}

TEST_F(RelayTest, WaitsPastMalformedReplies) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    Message cut = ReplyTo(query.message);
    cut.pop_back();
    return std::vector<Message>{cut, ReplyTo(query.message)};
  });
  Start({&upstream}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
  EXPECT_EQ(counters_.malformed.value(), 1U);
}

TEST_F(RelayTest, OnlyRepliesThatDoNotMatchEndInFailure) {
  FakeUpstream upstream;
  upstream.SetAnswer(Sends([](const Message& query) {
    Message other_id = ReplyTo(query);
    other_id[0] ^= 0x55;
    return other_id;
  }));
  Start({&upstream}, {.timeout = kShort});
  EXPECT_EQ(Wait(Ask("web.example.")).failure, Failure::kNoReply);
}

TEST_F(RelayTest, OctetsBehindTheLastRecordAreLeftOut) {
  FakeUpstream upstream;
  size_t size = 0;
  upstream.SetAnswer(Sends([&](const Message& query) {
    Message reply = ReplyTo(query);
    size = reply.size();
    reply.insert(reply.end(), {1, 2, 3, 4});
    return reply;
  }));
  Start({&upstream});
  EXPECT_EQ(Wait(Ask("web.example.")).reply.size(), size);
}

TEST_F(RelayTest, OnlyTheFirstOfSeveralRepliesCounts) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    return std::vector<Message>{ReplyTo(query.message), ReplyTo(query.message, {.rcode = 3})};
  });
  Start({&upstream});
  EXPECT_EQ(Wait(Ask("web.example.")).rcode(), 0);
  EXPECT_EQ(Wait(Ask("mail.example.")).rcode(), 0);
}

TEST_F(RelayTest, SilenceMakesItAskTheNextUpstream) {
  FakeUpstream first;
  first.SetAnswer(Silence());
  FakeUpstream second;
  Start({&first, &second}, {.timeout = kLong});
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
  EXPECT_GE(counters_.silent.value(), 1U);
}

TEST_F(RelayTest, LateReplyCountsAlthoughTheNextUpstreamWasAsked) {
  FakeUpstream first;
  FakeUpstream second;
  second.SetAnswer(Silence());
  Start({&first, &second}, {.timeout = kLong});
  upstreams_ = {&second};  // the first one does not get its turn yet
  const auto result = Ask("web.example.");
  ASSERT_TRUE(Soon([&] { return !second.queries().empty(); }));
  upstreams_ = {&first, &second};
  EXPECT_EQ(Wait(result).address_count(), 1);
}

TEST_F(RelayTest, ServfailAndRefusedMakeItAskTheNextUpstreamAtOnce) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kServFail));
  FakeUpstream second;
  second.SetAnswer(SendsRcode(wire::Rcode::kRefused));
  FakeUpstream third;
  Start({&first, &second, &third}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
  EXPECT_EQ(counters_.silent.value(), 0U);
}

TEST_F(RelayTest, RefusalOfTheUpstreamsMachineMakesItAskTheNextAtOnce) {
  FakeUpstream first;
  first.Leave();
  FakeUpstream second;
  Start({&first, &second}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
  EXPECT_EQ(counters_.unreachable.value(), 1U);
  EXPECT_EQ(counters_.silent.value(), 0U);
}

TEST_F(RelayTest, WhenAllRefuseTheClientGetsTheRefusal) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kRefused));
  FakeUpstream second;
  second.SetAnswer(SendsRcode(wire::Rcode::kRefused));
  Start({&first, &second}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).rcode(), static_cast<uint16_t>(wire::Rcode::kRefused));
}

TEST_F(RelayTest, WhenOneRefusesAndOneIsSilentTheClientGetsAFailure) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kRefused));
  FakeUpstream second;
  second.SetAnswer(Silence());
  Start({&first, &second}, {.timeout = kShort});
  EXPECT_EQ(Wait(Ask("web.example.")).failure, Failure::kNoReply);
}

TEST_F(RelayTest, WhenAllFailTheClientGetsTheServfailAtOnce) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kRefused));
  FakeUpstream second;
  second.SetAnswer(SendsRcode(wire::Rcode::kServFail));
  Start({&first, &second}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).rcode(), static_cast<uint16_t>(wire::Rcode::kServFail));
}

TEST_F(RelayTest, WhenAllAreUnreachableTheClientGetsAFailureAtOnce) {
  FakeUpstream upstream;
  upstream.Leave();
  Start({&upstream}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).failure, Failure::kNoReply);
}

TEST_F(RelayTest, SilentUpstreamIsAskedAFewTimesAndThenTheClientGetsAFailure) {
  FakeUpstream upstream;
  upstream.SetAnswer(Silence());
  Start({&upstream}, {.timeout = kShort});
  EXPECT_EQ(Wait(Ask("web.example.")).failure, Failure::kNoReply);
  EXPECT_LE(upstream.queries().size(), kTriesOfLoneUpstream);
}

TEST_F(RelayTest, NamesWithoutUpstreamsFailAtOnce) {
  StartWith(std::make_shared<Upstreams>(std::vector<Endpoint>(), std::vector<ZoneServers>()), {});
  EXPECT_EQ(Ask("web.example.")->failure, Failure::kNoUpstream);
}

TEST_F(RelayTest, ZonesHaveUpstreamsOfTheirOwn) {
  FakeUpstream others;
  FakeUpstream weave;
  weave.SetAnswer(SendsRcode(wire::Rcode::kNxDomain));
  upstreams_ = {&others, &weave};
  const std::vector<ZoneServers> zones = {
      {wire::Name::FromText("weave.").value(), {weave.endpoint()}}};
  StartWith(std::make_shared<Upstreams>(std::vector<Endpoint>{others.endpoint()}, zones), {});
  EXPECT_EQ(Wait(Ask("web.WEAVE.")).rcode(), static_cast<uint16_t>(wire::Rcode::kNxDomain));
  EXPECT_EQ(Wait(Ask("web.xweave.")).rcode(), 0);
}

TEST_F(RelayTest, UpstreamsOverIpv6AreAskedToo) {
  if (std::ifstream("/proc/net/if_inet6").peek() == EOF) GTEST_SKIP() << "no ::1 here";
  FakeUpstream upstream("::1");
  Start({&upstream});
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 1);
}

// ---- TCP

FakeUpstream::Answer TruncatedOverUdp(size_t address_count) {
  return [address_count](const FakeUpstream::Query& query) {
    const testing::ReplyForm form =
        query.over_tcp ? testing::ReplyForm{.address_count = address_count}
                       : testing::ReplyForm{.is_truncated = true, .address_count = 0};
    return std::vector<Message>{ReplyTo(query.message, form)};
  };
}

TEST_F(RelayTest, TruncatedReplyIsAskedForAgainOverTcp) {
  FakeUpstream upstream;
  upstream.SetAnswer(TruncatedOverUdp(4000));
  Start({&upstream}, kPatient);
  const Result result = Wait(Ask("web.example."));
  EXPECT_EQ(result.address_count(), 4000);
  EXPECT_FALSE(result.is_truncated);
}

TEST_F(RelayTest, TruncatedReplyIsTheClientsWhenTcpFails) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    if (query.over_tcp) return std::vector<Message>();
    return std::vector<Message>{ReplyTo(query.message, {.is_truncated = true, .address_count = 0})};
  });
  Start({&upstream}, kPatient);
  const Result result = Wait(Ask("web.example."));
  EXPECT_EQ(result.failure, Failure::kNone);
  EXPECT_TRUE(result.is_truncated);
}

TEST_F(RelayTest, MessagesOverTcpThatDoNotMatchAreIgnored) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    if (!query.over_tcp) {
      return std::vector<Message>{ReplyTo(query.message, {.is_truncated = true})};
    }
    Message other_id = ReplyTo(query.message, {.address_count = 7});
    other_id[0] ^= 0x55;
    return std::vector<Message>{other_id, {}, ReplyTo(query.message, {.address_count = 2})};
  });
  Start({&upstream}, kPatient);
  EXPECT_EQ(Wait(Ask("web.example.")).address_count(), 2);
}

TEST_F(RelayTest, QueryOfATcpClientGoesOverTcpWhereUdpIsSilent) {
  FakeUpstream upstream;
  upstream.SetAnswer([](const FakeUpstream::Query& query) {
    if (!query.over_tcp) return std::vector<Message>();
    return std::vector<Message>{ReplyTo(query.message)};
  });
  Start({&upstream}, {.timeout = kLong});
  EXPECT_EQ(Wait(Ask("web.example.", Channel::kTcp)).address_count(), 1);
}

TEST_F(RelayTest, WhoeverSendsForgedRepliesCannotMakeItAskOverTcp) {
  FakeUpstream upstream;
  upstream.SetAnswer(Sends([](const Message& query) {
    Message other_id = ReplyTo(query);
    other_id[0] ^= 0x55;
    return other_id;
  }));
  Start({&upstream}, {.timeout = kShort});
  EXPECT_EQ(Wait(Ask("web.example.", Channel::kTcp)).failure, Failure::kNoReply);
  EXPECT_EQ(counters_.tcp_asked.value(), 0U);
}

// ---- joining

TEST_F(RelayTest, EqualQueriesInFlightAreAskedOnce) {
  FakeUpstream upstream;
  Start({&upstream});
  const auto first = Ask("web.example.", Channel::kUdp, {.id = 1});
  const auto second = Ask("web.example.", Channel::kUdp, {.id = 2}, "10.0.0.2");
  EXPECT_EQ(Wait(first).address_count(), 1);
  EXPECT_EQ(Wait(second).address_count(), 1);
  EXPECT_EQ(upstream.queries().size(), 1U);
  EXPECT_EQ(counters_.joined.value(), 1U);
}

TEST_F(RelayTest, QueriesThatDifferInFlagsOrEdnsAreNotJoined) {
  FakeUpstream upstream;
  Start({&upstream});
  const std::vector<std::shared_ptr<Result>> results = {
      Ask("web.example."), Ask("web.example.", Channel::kUdp, {.recursion_desired = false}),
      Ask("web.example.", Channel::kUdp, {.udp_size = 1232}),
      Ask("web.example.", Channel::kUdp, {.udp_size = 1232, .dnssec_ok = true})};
  for (const auto& result : results) EXPECT_EQ(Wait(result).address_count(), 1);
  EXPECT_EQ(upstream.queries().size(), results.size());
}

TEST_F(RelayTest, NothingIsRememberedOfReplies) {
  FakeUpstream upstream;
  Start({&upstream});
  Wait(Ask("web.example."));
  Wait(Ask("web.example."));
  EXPECT_EQ(upstream.queries().size(), 2U);
}

// ---- which upstreams answer well

TEST_F(RelayTest, UpstreamThatHasAnsweredBadlyIsAskedBehindTheOthers) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kServFail));
  FakeUpstream second;
  Start({&first, &second}, kPatient);
  for (int i = 0; i < kBadAnswersMax; ++i) Wait(Ask("web.example."));
  const size_t asked = first.queries().size();
  Wait(Ask("web.example."));
  EXPECT_EQ(first.queries().size(), asked);
}

TEST_F(RelayTest, UpstreamThatAnswersWellAgainIsAskedFirstAgain) {
  FakeUpstream first;
  first.SetAnswer(SendsRcode(wire::Rcode::kServFail));
  FakeUpstream second;
  Start({&first, &second}, kPatient);
  for (int i = 0; i < kBadAnswersMax; ++i) Wait(Ask("web.example."));
  first.SetAnswer(SendsRcode(wire::Rcode::kNxDomain));
  // It is looked after within kProbeIntervalMin, and then is first.
  EXPECT_TRUE(Soon([&] {
    return Wait(Ask("web.example.")).rcode() == static_cast<uint16_t>(wire::Rcode::kNxDomain);
  }));
}

}  // namespace
}  // namespace signpost::forward
