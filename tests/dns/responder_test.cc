#include "dns/responder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "dns/ask.h"
#include "support/zone.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using testing::EmptySnapshot;
using ::testing::IsEmpty;
using testing::LdnsMessage;
using ::testing::SizeIs;
using testing::SnapshotOf;
using ::testing::UnorderedElementsAre;
using testing::ZoneLines;
using wire::Rcode;
using wire::Type;

constexpr char kNegativeSoa[] = "mesos. 30 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";

class ResponderTest : public ::testing::Test {
 protected:
  LdnsMessage Ask(const records::Snapshot& snapshot, std::string_view name, Type type,
                  Transport transport = Transport::kUdp,
                  const testing::LdnsQueryOptions& options = {}) {
    auto reply = dns::Ask(&responder_, snapshot, name, type, transport, options);
    EXPECT_TRUE(reply.has_value());
    return reply.value_or(LdnsMessage());
  }

  Responder responder_{ResponderOptions{}};
};

// `count` addresses of web.marathon.mesos.
ZoneLines Addresses(size_t count) {
  ZoneLines lines;
  for (size_t i = 0; i < count; ++i) {
    lines.push_back(absl::StrCat("web.marathon.mesos. A 10.1.", i / 250, ".", i % 250 + 1));
  }
  return lines;
}

// `count` services of web.marathon.mesos, each with a target and address of its own.
ZoneLines Services(size_t count) {
  ZoneLines lines;
  for (size_t i = 0; i < count; ++i) {
    lines.push_back(absl::StrCat("_web._tcp.marathon.mesos. SRV 0 1 ", 31000 + i, " web-", i,
                                 "-s0.marathon.slave.mesos."));
    lines.push_back(
        absl::StrCat("web-", i, "-s0.marathon.slave.mesos. A 10.2.", i / 250, ".", i % 250 + 1));
  }
  return lines;
}

TEST_F(ResponderTest, AddressIsAnsweredWithAuthority) {
  const auto snapshot = SnapshotOf({"web.marathon.mesos. A 10.0.0.1"});
  const LdnsMessage reply = Ask(*snapshot, "web.marathon.mesos.", Type::kA);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_TRUE(reply.aa);
  EXPECT_TRUE(reply.ra);
  EXPECT_THAT(reply.answer, ElementsAre("web.marathon.mesos. 60 IN A 10.0.0.1"));
  EXPECT_THAT(reply.authority, IsEmpty());
}

TEST_F(ResponderTest, AaaaForAddressOnlyNameIsNodata) {
  const auto snapshot = SnapshotOf({"web.marathon.mesos. A 10.0.0.1"});
  const LdnsMessage reply = Ask(*snapshot, "web.marathon.mesos.", Type::kAaaa);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_THAT(reply.answer, IsEmpty());
  EXPECT_THAT(reply.authority, ElementsAre(kNegativeSoa));
}

TEST_F(ResponderTest, ZoneWithoutStateIsServfail) {
  const LdnsMessage reply = Ask(*EmptySnapshot(), "web.marathon.mesos.", Type::kA);
  EXPECT_EQ(reply.rcode, Rcode::kServFail);
  EXPECT_FALSE(reply.aa);
}

TEST_F(ResponderTest, NameOutsideTheZoneIsRefusedWithoutAaAndRa) {
  const LdnsMessage reply = Ask(*SnapshotOf({}), "example.org.", Type::kA);
  EXPECT_EQ(reply.rcode, Rcode::kRefused);
  EXPECT_FALSE(reply.aa);
  EXPECT_FALSE(reply.ra);
  EXPECT_EQ(responder_.counters().outside.value(), 1U);
}

class ForwardingResponderTest : public ::testing::Test {
 protected:
  size_t Respond(std::string_view name, Type type) {
    return responder_.Respond(*SnapshotOf({"web.mesos. A 10.0.0.1"}), Transport::kUdp,
                              testing::LdnsQuery(name, type), reply_);
  }

  Responder responder_{{.forwards = true}};
  std::vector<uint8_t> reply_ = std::vector<uint8_t>(512);
};

TEST_F(ForwardingResponderTest, NamesOutsideTheZoneAreForwarded) {
  EXPECT_EQ(Respond("example.org.", Type::kA), Responder::kForward);
  EXPECT_EQ(Respond(".", Type::kNs), Responder::kForward);
  EXPECT_EQ(Respond("xmesos.", Type::kA), Responder::kForward);
}

TEST_F(ForwardingResponderTest, NamesOfTheZoneAreNotForwarded) {
  EXPECT_NE(Respond("web.mesos.", Type::kA), Responder::kForward);
  EXPECT_NE(Respond("nosuch.mesos.", Type::kDs), Responder::kForward);
}

TEST_F(ForwardingResponderTest, TransfersOfOtherZonesAreRefused) {
  ASSERT_NE(Respond("example.org.", Type::kAxfr), Responder::kForward);
  EXPECT_EQ(reply_[3] & 0xf, static_cast<int>(Rcode::kRefused));
}

TEST_F(ForwardingResponderTest, LocalhostHasTheLoopbackAddresses) {
  const auto snapshot = SnapshotOf({});
  for (const std::string name : {"localhost.", "a.localhost."}) {
    EXPECT_THAT(dns::Ask(&responder_, *snapshot, name, Type::kA)->answer,
                ElementsAre(name + " 10800 IN A 127.0.0.1"));
    EXPECT_THAT(dns::Ask(&responder_, *snapshot, name, Type::kAaaa)->answer,
                ElementsAre(name + " 10800 IN AAAA ::1"));
    EXPECT_EQ(dns::Ask(&responder_, *snapshot, name, Type::kTxt)->rcode, Rcode::kNoError);
  }
}

TEST_F(ForwardingResponderTest, InvalidDoesNotExist) {
  const auto reply = dns::Ask(&responder_, *SnapshotOf({}), "a.invalid.", Type::kA);
  EXPECT_EQ(reply->rcode, Rcode::kNxDomain);
}

TEST_F(ResponderTest, RecursionAvailableFollowsTheOption) {
  Responder responder({.recursion_available = false});
  const auto snapshot = SnapshotOf({"web.marathon.mesos. A 10.0.0.1"});
  EXPECT_FALSE(dns::Ask(&responder, *snapshot, "web.marathon.mesos.", Type::kA)->ra);
}

TEST_F(ResponderTest, EveryRecordComesFirstInTurn) {
  const auto snapshot = SnapshotOf(Addresses(3));
  std::set<std::string> first;
  for (int i = 0; i < 3; ++i) {
    const LdnsMessage reply = Ask(*snapshot, "web.marathon.mesos.", Type::kA);
    ASSERT_THAT(reply.answer, SizeIs(3));
    first.insert(reply.answer.front());
  }
  EXPECT_THAT(first, SizeIs(3));
}

TEST_F(ResponderTest, AdditionalAddressesBelongToTheTargetsHoweverRotated) {
  const auto snapshot = SnapshotOf(Services(3));
  for (int i = 0; i < 3; ++i) {
    const LdnsMessage reply = Ask(*snapshot, "_web._tcp.marathon.mesos.", Type::kSrv);
    EXPECT_THAT(reply.additional,
                UnorderedElementsAre("web-0-s0.marathon.slave.mesos. 60 IN A 10.2.0.1",
                                     "web-1-s0.marathon.slave.mesos. 60 IN A 10.2.0.2",
                                     "web-2-s0.marathon.slave.mesos. 60 IN A 10.2.0.3"));
  }
}

TEST_F(ResponderTest, AdditionalAddressesBehindThePointersReachAreWrittenInFull) {
  const auto snapshot = SnapshotOf(Services(600));
  const LdnsMessage reply =
      Ask(*snapshot, "_web._tcp.marathon.mesos.", Type::kSrv, Transport::kTcp);
  EXPECT_GT(reply.size, 0x4000U);
  EXPECT_THAT(reply.answer, SizeIs(600));
  EXPECT_THAT(reply.additional, SizeIs(600));
  EXPECT_THAT(reply.additional,
              ::testing::Contains("web-599-s0.marathon.slave.mesos. 60 IN A 10.2.2.100"));
}

TEST_F(ResponderTest, AnswerBeyond512OctetsIsCutAtARecordWithTc) {
  const LdnsMessage reply = Ask(*SnapshotOf(Addresses(40)), "web.marathon.mesos.", Type::kA);
  EXPECT_TRUE(reply.tc);
  EXPECT_THAT(reply.answer, SizeIs((512 - 12 - 24) / 16));
  EXPECT_EQ(responder_.counters().truncated.value(), 1U);
}

TEST_F(ResponderTest, TcCanBeSwitchedOff) {
  Responder responder({.set_truncate_bit = false});
  const auto snapshot = SnapshotOf(Addresses(40));
  EXPECT_FALSE(dns::Ask(&responder, *snapshot, "web.marathon.mesos.", Type::kA)->tc);
}

TEST_F(ResponderTest, OfferedSizeIsUsedUpToOurOwn) {
  const auto snapshot = SnapshotOf(Addresses(200));
  const LdnsMessage reply =
      Ask(*snapshot, "web.marathon.mesos.", Type::kA, Transport::kUdp, {.udp_size = 4096});
  EXPECT_TRUE(reply.tc);
  EXPECT_GT(reply.size, 1232U - 16);
  EXPECT_LE(reply.size, 1232U);
}

TEST_F(ResponderTest, TcpHoldsWhatUdpCannot) {
  const LdnsMessage reply =
      Ask(*SnapshotOf(Addresses(200)), "web.marathon.mesos.", Type::kA, Transport::kTcp);
  EXPECT_FALSE(reply.tc);
  EXPECT_THAT(reply.answer, SizeIs(200));
}

TEST_F(ResponderTest, AnswerBeyondTheGreatestMessageIsCutOverTcpToo) {
  const LdnsMessage reply =
      Ask(*SnapshotOf(Addresses(5000)), "web.marathon.mesos.", Type::kA, Transport::kTcp);
  EXPECT_TRUE(reply.tc);
  EXPECT_GT(reply.answer.size(), 4000U);
}

TEST_F(ResponderTest, NegativeAnswerWithoutRoomForItsSoaIsCut) {
  const std::string label(50, 'x');
  const std::string apex = absl::StrCat(label, ".", label, ".", label, ".", label, ".");
  const auto snapshot = SnapshotOf({}, apex);
  const std::string name = "no." + apex;
  const LdnsMessage reply = Ask(*snapshot, name, Type::kA);
  EXPECT_EQ(reply.rcode, Rcode::kNxDomain);
  EXPECT_TRUE(reply.tc);
  EXPECT_THAT(reply.authority, IsEmpty());
  const LdnsMessage whole = Ask(*snapshot, name, Type::kA, Transport::kTcp);
  EXPECT_FALSE(whole.tc);
  EXPECT_THAT(whole.authority, SizeIs(1));
}

TEST_F(ResponderTest, AnyThatIsCutEndsThereAndCountsOnce) {
  ZoneLines lines = Addresses(5000);
  for (int i = 0; i < 5000; ++i) {
    lines.push_back(absl::StrCat("web.marathon.mesos. AAAA fd00::", absl::Hex(i)));
  }
  const LdnsMessage reply =
      Ask(*SnapshotOf(lines), "web.marathon.mesos.", Type::kAny, Transport::kTcp);
  EXPECT_TRUE(reply.tc);
  EXPECT_EQ(responder_.counters().truncated.value(), 1U);
}

TEST_F(ResponderTest, OversizedMessageIsMalformedWhateverItAsks) {
  const auto query = testing::LdnsQuery("web.mesos.", Type::kA);
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  reply.resize(responder_.RespondToOversized(Transport::kTcp, query, reply));
  const auto message = testing::ParseWithLdns(reply);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->rcode, Rcode::kFormErr);
  EXPECT_THAT(message->question, ElementsAre("web.mesos. IN A"));
  EXPECT_EQ(responder_.counters().tcp_oversized.value(), 1U);
  EXPECT_EQ(responder_.counters().tcp_queries.value(), 1U);
  EXPECT_EQ(responder_.counters().rcodes[1].value(), 1U);
}

TEST_F(ResponderTest, OversizedReplyIsNeverAnswered) {
  std::vector<uint8_t> message = testing::LdnsQuery("web.mesos.", Type::kA);
  message[2] |= 0x80;
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  EXPECT_EQ(responder_.RespondToOversized(Transport::kUdp, message, reply), 0U);
  EXPECT_EQ(responder_.counters().udp_oversized.value(), 1U);
  EXPECT_EQ(responder_.counters().dropped.value(), 1U);
}

TEST_F(ResponderTest, StarBetweenDotsIsTakenOutWhereTheNameDoesNotExist) {
  const auto snapshot = SnapshotOf({"web.marathon.mesos. A 10.0.0.1"});
  for (const char* name : {"web.*.marathon.mesos.", "web.marathon.*.mesos.",
                           "we.*b.marathon.mesos.", "web.*.*.marathon.mesos."}) {
    EXPECT_THAT(Ask(*snapshot, name, Type::kA).answer,
                ElementsAre(absl::StrCat(name, " 60 IN A 10.0.0.1")));
  }
  EXPECT_EQ(Ask(*snapshot, "*.web.marathon.mesos.", Type::kA).rcode, Rcode::kNxDomain);
}

TEST_F(ResponderTest, LiteralStarIsServedWhereItExists) {
  const auto snapshot = SnapshotOf({"web.*.mesos. A 10.0.0.2", "web.mesos. A 10.0.0.1"});
  EXPECT_THAT(Ask(*snapshot, "web.*.mesos.", Type::kA).answer,
              ElementsAre("web.*.mesos. 60 IN A 10.0.0.2"));
  EXPECT_THAT(Ask(*snapshot, "web.*.mesos.", Type::kAaaa).authority, ElementsAre(kNegativeSoa));
}

// As the reference does.
TEST_F(ResponderTest, MetaTypesAreTypesWithoutRecords) {
  const auto snapshot = SnapshotOf({"web.mesos. A 10.0.0.1"});
  for (const Type type : {Type::kOpt, Type::kTsig, Type::kMailb, Type::kMaila}) {
    EXPECT_EQ(Ask(*snapshot, "web.mesos.", type).rcode, Rcode::kNoError);
    EXPECT_EQ(Ask(*snapshot, "no.mesos.", type).rcode, Rcode::kNxDomain);
  }
}

TEST_F(ResponderTest, AnyOverTcpBringsTheAddressesOfTargets) {
  const auto snapshot = SnapshotOf({"_web.mesos. SRV 0 1 80 web.mesos.", "web.mesos. A 10.0.0.1"});
  EXPECT_THAT(Ask(*snapshot, "_web.mesos.", Type::kAny, Transport::kTcp).additional,
              ElementsAre("web.mesos. 60 IN A 10.0.0.1"));
}

TEST_F(ResponderTest, ReplyIsNeverAnswered) {
  std::vector<uint8_t> message = testing::LdnsQuery("web.mesos.", Type::kA);
  message[2] |= 0x80;
  EXPECT_THAT(RawReply(&responder_, *SnapshotOf({}), message), IsEmpty());
  EXPECT_THAT(RawReply(&responder_, *SnapshotOf({}), Bytes(message).first(11)), IsEmpty());
  EXPECT_EQ(responder_.counters().dropped.value(), 2U);
}

TEST_F(ResponderTest, RepliesAreCountedByTransportAndRcode) {
  const auto snapshot = SnapshotOf({"web.mesos. A 10.0.0.1"});
  Ask(*snapshot, "web.mesos.", Type::kA);
  Ask(*snapshot, "no.mesos.", Type::kA, Transport::kTcp);
  const ResponderCounters& counters = responder_.counters();
  EXPECT_EQ(counters.udp_queries.value(), 1U);
  EXPECT_EQ(counters.tcp_queries.value(), 1U);
  EXPECT_EQ(counters.rcodes[0].value(), 1U);
  EXPECT_EQ(counters.rcodes[3].value(), 1U);
}

TEST_F(ResponderTest, ZoneOfSeveralLabelsIsServed) {
  const auto snapshot = SnapshotOf({"web.dc.example.org. A 10.0.0.1"}, "dc.example.org.");
  EXPECT_THAT(Ask(*snapshot, "web.dc.example.org.", Type::kA).answer, SizeIs(1));
  EXPECT_THAT(Ask(*snapshot, "no.dc.example.org.", Type::kA).authority,
              ElementsAre("dc.example.org. 30 IN SOA ns1.dc.example.org. root.ns1.dc.example.org. "
                          "1 60 600 86400 30"));
  EXPECT_EQ(Ask(*snapshot, "example.org.", Type::kA).rcode, Rcode::kRefused);
}

}  // namespace
}  // namespace signpost::dns
