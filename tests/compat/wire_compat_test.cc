// Where Signpost's DNS messages differ from those of Mesos-DNS, and why: one test a rule of
// known_differences.json, named after its id.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/compat_cluster.h"

namespace signpost::testing {
namespace {

using dns::Transport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using wire::Rcode;
using wire::Type;

// The serial is the time zero's, so 1; the minimum is below the TTL and counts.
constexpr char kNegativeSoa[] = "mesos. 30 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";
constexpr char kSoa[] = "mesos. 60 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";
constexpr char kNs[] = "mesos. 60 IN NS ns1.mesos.";
constexpr char kNsAddress[] = "ns1.mesos. 60 IN A 127.0.0.1";

// One service `web` of `count` instances, at addresses 10.0.2.1, 10.0.2.2 ...
std::vector<CompatFramework> Web(int count) {
  CompatFramework marathon{.name = "marathon", .tasks = {}};
  for (int i = 1; i <= count; ++i) {
    marathon.tasks.push_back({.name = "web",
                              .id = "web." + std::to_string(i),
                              .address = "10.0.2." + std::to_string(i)});
  }
  return {marathon};
}

TEST(WireCompat, NegativeSoaAtApex) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("web.marathon.mesos.", Type::kTxt);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_THAT(reply.authority, ElementsAre(kNegativeSoa));
}

TEST(WireCompat, NxdomainForSrvSoaNs) {
  CompatCluster cluster(Web(1));
  for (const Type type : {Type::kSrv, Type::kSoa, Type::kNs}) {
    const LdnsMessage reply = cluster.Ask("nosuch.mesos.", type);
    EXPECT_EQ(reply.rcode, Rcode::kNxDomain);
    EXPECT_THAT(reply.authority, ElementsAre(kNegativeSoa));
  }
}

TEST(WireCompat, EmptyNonTerminal) {
  CompatCluster cluster(Web(1));
  for (const char* name : {"_tcp.mesos.", "mesos."}) {
    const LdnsMessage reply = cluster.Ask(name, Type::kA);
    EXPECT_EQ(reply.rcode, Rcode::kNoError);
    EXPECT_THAT(reply.answer, IsEmpty());
    EXPECT_THAT(reply.authority, ElementsAre(kNegativeSoa));
  }
}

TEST(WireCompat, ApexSoaInAnswer) {
  CompatCluster cluster(Web(1));
  EXPECT_THAT(cluster.Ask("mesos.", Type::kSoa).answer, ElementsAre(kSoa));
}

TEST(WireCompat, ApexNsInAnswer) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("mesos.", Type::kNs);
  EXPECT_THAT(reply.answer, ElementsAre(kNs));
  EXPECT_THAT(reply.additional, ElementsAre(kNsAddress));
}

TEST(WireCompat, ApexAny) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("mesos.", Type::kAny, Transport::kTcp);
  EXPECT_THAT(reply.answer, UnorderedElementsAre(kSoa, kNs));
}

TEST(WireCompat, AnyWithoutFalseNsSoa) {
  CompatCluster cluster(Web(1));
  EXPECT_THAT(cluster.Ask("web.marathon.mesos.", Type::kAny, Transport::kTcp).authority, IsEmpty());
}

TEST(WireCompat, WildcardOwner) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("web.*.marathon.mesos.", Type::kA);
  EXPECT_THAT(reply.answer, ElementsAre("web.*.marathon.mesos. 60 IN A 10.0.2.1"));
}

TEST(WireCompat, OwnerCase) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("wEb.MaRathon.mesos.", Type::kA);
  EXPECT_THAT(reply.answer, ElementsAre("wEb.MaRathon.mesos. 60 IN A 10.0.2.1"));
}

TEST(WireCompat, OwnerCaseSize) {
  CompatCluster cluster(Web(20));
  const LdnsMessage plain = cluster.Ask("web.marathon.mesos.", Type::kA);
  const LdnsMessage mixed = cluster.Ask("WEB.marathon.mesos.", Type::kA);
  EXPECT_EQ(mixed.size, plain.size);
  EXPECT_FALSE(mixed.tc);
}

TEST(WireCompat, AllAddressesOfSrvTargetsTcp) {
  CompatCluster cluster(Web(30));
  const LdnsMessage reply = cluster.Ask("_web._tcp.marathon.mesos.", Type::kSrv, Transport::kTcp);
  EXPECT_THAT(reply.answer, SizeIs(30));
  EXPECT_THAT(reply.additional, SizeIs(30));
}

TEST(WireCompat, AllAddressesOfSrvTargetsUdp) {
  CompatCluster cluster(Web(3));
  const LdnsMessage reply = cluster.Ask("_web._tcp.marathon.mesos.", Type::kSrv);
  EXPECT_THAT(reply.answer, SizeIs(3));
  EXPECT_THAT(reply.additional, SizeIs(3));
  for (const std::string& record : reply.additional) EXPECT_THAT(record, HasSubstr(" A 10.0.1.1"));
}

TEST(WireCompat, ExtraDroppedFirstNoTc) {
  CompatCluster cluster(Web(7));
  const LdnsMessage reply = cluster.Ask("_web._tcp.marathon.mesos.", Type::kSrv);
  EXPECT_THAT(reply.answer, SizeIs(7));
  EXPECT_LT(reply.additional.size(), 7U);
  EXPECT_FALSE(reply.tc);
}

TEST(WireCompat, EdnsOptInAnswer) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply =
      cluster.Ask("web.marathon.mesos.", Type::kA, Transport::kUdp, {.udp_size = 4096});
  EXPECT_TRUE(reply.has_opt);
  EXPECT_EQ(reply.udp_size, 1232);
  EXPECT_FALSE(cluster.Ask("web.marathon.mesos.", Type::kA).has_opt);
}

TEST(WireCompat, EdnsBadvers) {
  CompatCluster cluster(Web(1));
  std::vector<uint8_t> query = LdnsQuery("web.marathon.mesos.", Type::kA, {.udp_size = 1232});
  query[query.size() - 5] = 1;  // OPT's version
  const LdnsMessage reply = cluster.Send(query);
  EXPECT_EQ(reply.rcode, Rcode::kBadVers);
  EXPECT_THAT(reply.answer, IsEmpty());
  EXPECT_TRUE(reply.has_opt);
}

TEST(WireCompat, EdnsBufferSize) {
  CompatCluster cluster(Web(60));
  const LdnsMessage cut = cluster.Ask("web.marathon.mesos.", Type::kA);
  EXPECT_TRUE(cut.tc);
  EXPECT_LE(cut.size, 512U);
  const LdnsMessage whole =
      cluster.Ask("web.marathon.mesos.", Type::kA, Transport::kUdp, {.udp_size = 1232});
  EXPECT_FALSE(whole.tc);
  EXPECT_THAT(whole.answer, SizeIs(60));
}

TEST(WireCompat, OpcodeNotimp) {
  CompatCluster cluster(Web(1));
  std::vector<uint8_t> query = LdnsQuery("web.marathon.mesos.", Type::kA);
  query[2] |= 4 << 3;  // NOTIFY
  const LdnsMessage reply = cluster.Send(query);
  EXPECT_EQ(reply.rcode, Rcode::kNotImp);
  EXPECT_EQ(reply.opcode, 4);
  EXPECT_THAT(reply.answer, IsEmpty());
}

TEST(WireCompat, ClassNotIn) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply =
      cluster.Ask("web.marathon.mesos.", Type::kA, Transport::kUdp, {.qclass = 3});
  EXPECT_EQ(reply.rcode, Rcode::kRefused);
  EXPECT_THAT(reply.answer, IsEmpty());
}

TEST(WireCompat, TcInQuery) {
  CompatCluster cluster(Web(1));
  std::vector<uint8_t> query = LdnsQuery("web.marathon.mesos.", Type::kA);
  query[2] |= 2;
  const LdnsMessage reply = cluster.Send(query);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_FALSE(reply.tc);
  EXPECT_THAT(reply.answer, SizeIs(1));
}

TEST(WireCompat, FormerrForMalformed) {
  CompatCluster cluster(Web(1));
  std::vector<uint8_t> trailing = LdnsQuery("web.marathon.mesos.", Type::kA);
  trailing.push_back(0);
  EXPECT_EQ(cluster.Send(trailing).rcode, Rcode::kFormErr);
  const std::vector<uint8_t> no_question = {0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(cluster.Send(no_question).rcode, Rcode::kFormErr);
}

TEST(WireCompat, FormerrEcho) {
  CompatCluster cluster(Web(1));
  std::vector<uint8_t> trailing = LdnsQuery("web.marathon.mesos.", Type::kA);
  trailing.push_back(0);
  const LdnsMessage reply = cluster.Send(trailing);
  EXPECT_TRUE(reply.rd);
  EXPECT_THAT(reply.question, ElementsAre("web.marathon.mesos. IN A"));
}

TEST(WireCompat, DsOfTheZone) {
  CompatCluster cluster(Web(1));
  const LdnsMessage reply = cluster.Ask("web.marathon.mesos.", Type::kDs);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_THAT(reply.authority, ElementsAre(kNegativeSoa));
}

TEST(WireCompat, TransferRefused) {
  CompatCluster cluster(Web(1));
  for (const Type type : {Type::kAxfr, Type::kIxfr}) {
    const LdnsMessage reply = cluster.Ask("mesos.", type, Transport::kTcp);
    EXPECT_EQ(reply.rcode, Rcode::kRefused);
    EXPECT_THAT(reply.answer, IsEmpty());
    EXPECT_THAT(reply.authority, IsEmpty());
  }
}

TEST(WireCompat, AnyUdpOneRrset) {
  CompatFramework marathon{.name = "marathon", .tasks = {}};
  marathon.tasks.push_back({.name = "web", .id = "web.1", .address = "10.0.2.1"});
  marathon.tasks.push_back({.name = "web", .id = "web.2", .address = "fd00::2"});
  CompatCluster cluster({marathon});
  EXPECT_THAT(cluster.Ask("web.marathon.mesos.", Type::kAny).answer, SizeIs(1));
  EXPECT_THAT(cluster.Ask("web.marathon.mesos.", Type::kAny, Transport::kTcp).answer,
              IsSupersetOf({"web.marathon.mesos. 60 IN A 10.0.2.1",
                            "web.marathon.mesos. 60 IN AAAA fd00::2"}));
}

}  // namespace
}  // namespace signpost::testing
