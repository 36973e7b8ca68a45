// Forwarding through a server with real sockets: replies find their clients, and nothing that
// resolvers do touches the zone.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "dns/server_fixture.h"
#include "support/fake_upstream.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using testing::FakeUpstream;
using testing::LdnsMessage;
using testing::LdnsQuery;
using testing::Message;
using testing::ReplyTo;
using testing::ServingUpstream;
using wire::Rcode;
using wire::Type;

constexpr char kName[] = "www.example.org.";
constexpr char kAddress[] = "www.example.org. 60 IN A 192.0.2.1";

std::vector<Message> Silence(const FakeUpstream::Query&) { return {}; }

class ForwardServerTest : public ServerFixture {
 protected:
  void StartWith(const ServingUpstream& resolver, DnsServerOptions options = {}) {
    options.forwarder.relay.upstreams = std::make_shared<const forward::Upstreams>(
        std::vector<Endpoint>{resolver.endpoint()}, std::vector<forward::ZoneServers>());
    options.forwarder.clients = NetworkList({"loopback"});
    Start({kWebLine}, options);
  }

  // With a resolver that never answers, and queries that wait for it longer than a test.
  void StartWithSilence() {
    DnsServerOptions options;
    options.forwarder.relay.timeout = std::chrono::minutes(10);
    StartWith(silent_, options);
  }

  const ServingUpstream silent_{Silence};
};

TEST_F(ForwardServerTest, ClientsGetRepliesOverUdpAndTcpUnderTheirIds) {
  const ServingUpstream resolver;
  StartWith(resolver);
  const LdnsMessage udp = UdpClient(endpoint()).Ask(kName, Type::kA, {.id = 7});
  EXPECT_EQ(udp.id, 7);
  EXPECT_THAT(udp.answer, ElementsAre(kAddress));
  const LdnsMessage tcp = TcpClient(endpoint()).Ask(kName, Type::kA, {.id = 8});
  EXPECT_EQ(tcp.id, 8);
  EXPECT_THAT(tcp.answer, ElementsAre(kAddress));
}

TEST_F(ForwardServerTest, ReplyLeavesFromTheAddressThatWasAsked) {
  const ServingUpstream resolver;
  StartWith(resolver, {.listen = {EndpointOf("0.0.0.0")}});
  const Endpoint other{EndpointOf("127.0.0.2").address, endpoint().port};
  EXPECT_THAT(UdpClient(other).Ask(kName, Type::kA).answer, ElementsAre(kAddress));
}

TEST_F(ForwardServerTest, ClientsAndResolversMayUseIpv6) {
  if (!HasIpv6()) GTEST_SKIP() << "no ::1 here";
  const ServingUpstream resolver(nullptr, "::1");
  StartWith(resolver, {.listen = {EndpointOf("::1")}});
  EXPECT_THAT(UdpClient(endpoint()).Ask(kName, Type::kA).answer, ElementsAre(kAddress));
}

TEST_F(ForwardServerTest, AnswersFromTheZoneOvertakeForwardedOnesOnOneConnection) {
  StartWithSilence();
  const TcpClient client(endpoint());
  client.Send(Framed(LdnsQuery(kName, Type::kA, {.id = 1})));
  EXPECT_THAT(client.Ask(kWeb, Type::kA, {.id = 2}).answer, ElementsAre(kWebRecord));
}

TEST_F(ForwardServerTest, ClientThatSaysNoMoreStillGetsItsReply) {
  const ServingUpstream resolver;
  StartWith(resolver);
  const TcpClient client(endpoint());
  client.Send(Framed(LdnsQuery(kName, Type::kA)));
  client.FinishSending();
  EXPECT_FALSE(client.Receive().empty());
  EXPECT_EQ(client.ReadToTheEnd(), TcpClient::End::kClosed);
}

TEST_F(ForwardServerTest, ReplyForAClientThatHasGoneIsDropped) {
  const ServingUpstream resolver;
  StartWith(resolver);
  for (int i = 0; i < 20; ++i) {
    TcpClient client(endpoint());
    client.Send(Framed(LdnsQuery(kName, Type::kA)));
    client.Abort();
  }
  EXPECT_THAT(UdpClient(endpoint()).Ask(kName, Type::kA).answer, ElementsAre(kAddress));
}

TEST_F(ForwardServerTest, SessionThatWaitsForAResolverIsNotIdle) {
  DnsServerOptions options;
  options.tcp_idle_timeout = std::chrono::milliseconds(50);
  options.tcp_idle_timeout_min = std::chrono::milliseconds(50);
  options.forwarder.relay.timeout = std::chrono::milliseconds(500);
  StartWith(silent_, options);
  EXPECT_EQ(TcpClient(endpoint()).Ask(kName, Type::kA).rcode, Rcode::kServFail);
}

TEST_F(ForwardServerTest, LongRepliesFitOverTcp) {
  const ServingUpstream resolver([](const FakeUpstream::Query& query) {
    return std::vector<Message>{
        ReplyTo(query.message,
                {.is_truncated = !query.over_tcp, .address_count = query.over_tcp ? 4000U : 0U})};
  });
  StartWith(resolver);
  EXPECT_EQ(TcpClient(endpoint()).Ask(kName, Type::kA).answer.size(), 4000U);
}

TEST_F(ForwardServerTest, QueryBeyondTheLimitGetsServfailWithAnExtendedErrorAtOnce) {
  DnsServerOptions options;
  options.forwarder.relay.timeout = std::chrono::minutes(10);
  options.forwarder.relay.forward_count_max = 1;
  StartWith(silent_, options);
  const UdpClient client(endpoint());
  client.Send(LdnsQuery("a.example.org.", Type::kA));
  ASSERT_TRUE(Reaches("forward_queries", 1));
  client.Send(LdnsQuery("b.example.org.", Type::kA, {.udp_size = 1232}));
  const std::vector<uint8_t> reply = client.Receive();
  const auto message = testing::ParseWithLdns(reply);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->rcode, Rcode::kServFail);
  // RFC 8914 §2: option 15, info code 0 ("Other") and a text, at the end of the OPT.
  const std::string text(reply.begin(), reply.end());
  EXPECT_TRUE(text.ends_with(std::string("\x00\x0f\x00\x12\x00\x00too many queries", 22)));
  EXPECT_EQ(Counter("forward_too_many"), 1U);
}

TEST_F(ForwardServerTest, TenThousandQueriesToASilentResolverLeaveTheZoneAlone) {
  StartWithSilence();
  const UdpClient flood(endpoint());
  const UdpClient client(endpoint());
  constexpr size_t kQueries = 10'000;
  for (size_t i = 0; i < kQueries; ++i) {
    flood.Send(LdnsQuery(absl::StrCat("q", i, ".example.org."), Type::kA));
    if (i % 100 == 0) {
      EXPECT_THAT(client.Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
    }
  }
  EXPECT_THAT(TcpClient(endpoint()).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
  EXPECT_TRUE(Reaches("forward_queries", kQueries));
  EXPECT_EQ(Counter("forward_too_many_of_client"), kQueries - forward::kMaxForwardsPerClient);
}

TEST_F(ForwardServerTest, StopsWhileQueriesWait) {
  StartWithSilence();
  const UdpClient udp(endpoint());
  udp.Send(LdnsQuery(kName, Type::kA));
  const TcpClient tcp(endpoint());
  tcp.Send(Framed(LdnsQuery(kName, Type::kA)));
  ASSERT_TRUE(Reaches("forward_queries", 2));
  server_->Stop();
  EXPECT_EQ(tcp.ReadToTheEnd(), TcpClient::End::kClosed);
}

}  // namespace
}  // namespace signpost::dns
