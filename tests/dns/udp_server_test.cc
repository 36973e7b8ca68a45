// The UDP side of the running server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LdnsMessage;
using testing::LdnsQuery;
using ::testing::SizeIs;
using wire::Rcode;
using wire::Type;

class UdpServer : public ServerFixture {};

// A query of `size` octets whose OPT, padded (RFC 7830), ends after `opt_end` of them.
std::vector<uint8_t> PaddedQuery(size_t opt_end, size_t size) {
  std::vector<uint8_t> query = LdnsQuery(kWeb, Type::kA, {.udp_size = 1232});
  const size_t padding = opt_end - query.size();
  StoreU16(&query[query.size() - 2], static_cast<uint16_t>(padding));
  query.resize(size);
  StoreU16(&query[opt_end - padding], 12);
  StoreU16(&query[opt_end - padding + 2], static_cast<uint16_t>(padding - 4));
  return query;
}

TEST_F(UdpServer, AnswersAtEveryListenAddress) {
  Start({kWebLine}, {.listen = {EndpointOf("127.0.0.1"), EndpointOf("127.0.0.2")}});
  ASSERT_THAT(endpoints_, SizeIs(2));
  for (const Endpoint& each : endpoints_) {
    EXPECT_THAT(UdpClient(each).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
  }
}

TEST_F(UdpServer, AnswersOverIpv6) {
  if (!HasIpv6()) GTEST_SKIP();
  Start({kWebLine}, {.listen = {EndpointOf("::1")}});
  EXPECT_THAT(UdpClient(endpoint()).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
}

TEST_F(UdpServer, RepliesLeaveFromTheAddressThatWasAsked) {
  Start({kWebLine}, {.listen = {EndpointOf("0.0.0.0")}});
  for (const char* address : {"127.0.0.1", "127.0.0.2", "127.0.0.3"}) {
    const UdpClient client(EndpointOf(address, endpoint().port));
    EXPECT_THAT(client.Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
  }
}

TEST_F(UdpServer, RepliesLeaveFromTheIpv6AddressThatWasAsked) {
  if (!HasIpv6()) GTEST_SKIP();
  Start({kWebLine}, {.listen = {EndpointOf("::")}});
  const UdpClient client(EndpointOf("::1", endpoint().port));
  EXPECT_THAT(client.Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
}

TEST_F(UdpServer, BothFamiliesMayBeServedAtTheSamePort) {
  if (!HasIpv6()) GTEST_SKIP();
  Start({kWebLine}, {.listen = {EndpointOf("0.0.0.0")}});
  const uint16_t port = endpoint().port;
  DnsServer other({.listen = {EndpointOf("::", port)}}, &*publisher_);
  ASSERT_TRUE(other.Start().ok());
  EXPECT_THAT(UdpClient(EndpointOf("::1", port)).Ask(kWeb, Type::kA).answer, SizeIs(1));
  EXPECT_EQ(Counter("dns_udp_queries"), 0U);
}

TEST_F(UdpServer, ManyQueriesAtOnceAreAllAnswered) {
  constexpr uint16_t kCount = 2 * kUdpBatchSize + 10;
  Start({kWebLine});
  const UdpClient client(endpoint());
  for (uint16_t id = 0; id < kCount; ++id) client.Send(LdnsQuery(kWeb, Type::kA, {.id = id}));
  std::set<uint16_t> answered;
  for (uint16_t i = 0; i < kCount; ++i) {
    const auto reply = testing::ParseWithLdns(client.Receive());
    ASSERT_TRUE(reply.has_value());
    EXPECT_THAT(reply->answer, ElementsAre(kWebRecord));
    answered.insert(reply->id);
  }
  EXPECT_THAT(answered, SizeIs(kCount));
}

TEST_F(UdpServer, ADatagramOfTheGreatestSizeIsReadWhole) {
  Start({kWebLine});
  const UdpClient client(endpoint());
  client.Send(PaddedQuery(kUdpQuerySizeMax, kUdpQuerySizeMax));
  const auto reply = testing::ParseWithLdns(client.Receive());
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->rcode, Rcode::kNoError);
  EXPECT_EQ(Counter("dns_udp_oversized"), 0U);
}

TEST_F(UdpServer, ALongerDatagramIsMalformedHoweverItsBeginningLooks) {
  Start({kWebLine});
  const UdpClient client(endpoint());
  client.Send(PaddedQuery(kUdpQuerySizeMax, kUdpQuerySizeMax + 1));
  const auto reply = testing::ParseWithLdns(client.Receive());
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->rcode, Rcode::kFormErr);
  EXPECT_EQ(reply->id, 0x1234);
  EXPECT_THAT(reply->answer, IsEmpty());
  EXPECT_EQ(Counter("dns_udp_oversized"), 1U);
}

TEST_F(UdpServer, AnEmptyDatagramIsDropped) {
  Start({kWebLine});
  const UdpClient client(endpoint());
  client.Send({});
  EXPECT_EQ(client.Ask(kWeb, Type::kA).rcode, Rcode::kNoError);
  EXPECT_FALSE(client.HasReceived());
  EXPECT_EQ(Counter("dns_dropped"), 1U);
}

TEST_F(UdpServer, SeveralWorkersShareTheQueries) {
  Start({kWebLine},
        {.listen = {EndpointOf("127.0.0.1"), EndpointOf("127.0.0.2")}, .worker_count = 3});
  std::vector<UdpClient> clients;
  for (size_t i = 0; i < 60; ++i) clients.emplace_back(endpoint(i % 2));
  for (const UdpClient& client : clients) client.Send(LdnsQuery(kWeb, Type::kA));
  for (const UdpClient& client : clients) {
    const auto reply = testing::ParseWithLdns(client.Receive());
    ASSERT_TRUE(reply.has_value());
    EXPECT_THAT(reply->answer, ElementsAre(kWebRecord));
  }
  EXPECT_TRUE(Reaches("dns_udp_queries", 60));
  EXPECT_EQ(Counter("dns_replies_noerror"), 60U);
}

TEST_F(UdpServer, AnswersKeepToTheClientsSizeAndAreWholeOverTcp) {
  Start(Addresses(kWeb, 100));
  const UdpClient client(endpoint());
  for (const uint16_t size : {0, 512, 1232, 4096}) {
    const LdnsMessage reply = client.Ask(kWeb, Type::kA, {.udp_size = size});
    EXPECT_TRUE(reply.tc);
    EXPECT_LE(reply.size, size <= 512 ? 512U : 1232U);
  }
  const LdnsMessage whole = TcpClient(endpoint()).Ask(kWeb, Type::kA);
  EXPECT_FALSE(whole.tc);
  EXPECT_THAT(whole.answer, SizeIs(100));
  EXPECT_GT(whole.size, 1232U);
}

}  // namespace
}  // namespace signpost::dns
