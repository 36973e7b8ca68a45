// Floods of the running server, in small: a bounded number of queries, whatever time they take.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using testing::LdnsQuery;
using ::testing::SizeIs;
using wire::Type;

constexpr uint32_t kRate = 10;
constexpr size_t kQueries = 2'000;

// A limit that holds for the loopback networks as well.
DnsServerOptions Limited() {
  DnsServerOptions options;
  options.worker_count = 2;
  options.rate_limit.emplace();
  options.rate_limit->answers_per_second = kRate;
  options.rate_limit->exempt = NetworkList();
  return options;
}

class FloodServer : public ServerFixture {
 protected:
  // Sends `count` queries from 127.66.0.1, and takes what comes back meanwhile.
  void Flood(size_t count) {
    const UdpClient client(endpoint(), *IpAddress::Parse("127.66.0.1"));
    const auto query = LdnsQuery(kWeb, Type::kA, {.udp_size = 1232});
    for (size_t i = 0; i < count; ++i) {
      client.Send(query);
      sent_octets_ += query.size();
      if (i % 16 == 15) EXPECT_TRUE(Reaches("dns_udp_queries", i + 1));
      while (client.HasReceived()) reflected_octets_ += client.Receive().size();
    }
    EXPECT_TRUE(Reaches("dns_udp_queries", count));
  }

  size_t sent_octets_ = 0;
  size_t reflected_octets_ = 0;
};

TEST_F(FloodServer, ReflectsNoMoreThanItReceives) {
  Start(Addresses(kWeb, 70), Limited());  // an answer of 1,100 octets
  Flood(kQueries);
  EXPECT_LE(reflected_octets_, sent_octets_ + sent_octets_ / 10);
  EXPECT_GT(Counter("dns_rate_limited_slipped"), kQueries / 2);
}

TEST_F(FloodServer, AnHonestClientOfTheFloodedNetworkIsAnsweredOverTcp) {
  Start({kWebLine}, Limited());
  Flood(kQueries);
  const IpAddress source = *IpAddress::Parse("127.66.0.9");
  EXPECT_TRUE(UdpClient(endpoint(), source).Ask(kWeb, Type::kA).tc);
  EXPECT_THAT(TcpClient(endpoint(), 0, source).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
}

TEST_F(FloodServer, AnHonestClientWithACookieIsAnsweredOverUdp) {
  Start({kWebLine}, Limited());
  Flood(kQueries);
  const IpAddress source = *IpAddress::Parse("127.66.0.9");
  const std::vector<uint8_t> own(8, 'c');
  const auto learned = TcpClient(endpoint(), 0, source).Ask(kWeb, Type::kA, {.cookie = own});
  ASSERT_THAT(learned.cookie(), SizeIs(24));
  const UdpClient client(endpoint(), source);
  for (uint32_t i = 0; i < 5 * kRate; ++i) {
    EXPECT_THAT(client.Ask(kWeb, Type::kA, {.cookie = learned.cookie()}).answer, SizeIs(1));
  }
  EXPECT_EQ(Counter("dns_cookies_valid"), 5 * kRate);
}

TEST_F(FloodServer, OtherNetworksAreAnsweredInFull) {
  Start({kWebLine}, Limited());
  Flood(kQueries);
  EXPECT_THAT(UdpClient(endpoint(), *IpAddress::Parse("127.67.0.1")).Ask(kWeb, Type::kA).answer,
              ElementsAre(kWebRecord));
}

TEST_F(FloodServer, LoopbackIsExemptUnlessSaidOtherwise) {
  DnsServerOptions options = Limited();
  options.rate_limit->exempt = RateLimitOptions().exempt;
  Start({kWebLine}, options);
  Flood(200);
  EXPECT_EQ(Counter("dns_rate_limited_slipped") + Counter("dns_rate_limited_dropped"), 0U);
}

TEST_F(FloodServer, RepliesAreThrownAwayBeforeAllElse) {
  Start({kWebLine}, Limited());
  const UdpClient client(endpoint(), *IpAddress::Parse("127.66.0.1"));
  std::vector<uint8_t> reply = LdnsQuery(kWeb, Type::kA);
  reply[2] |= 0x80;
  std::vector<uint8_t> oversized = reply;
  oversized.resize(kUdpQuerySizeMax + 1);
  for (uint32_t i = 0; i < 5 * kRate; ++i) {
    client.Send(reply);
    client.Send(oversized);
    client.Send(std::vector<uint8_t>(11, 0));
  }
  EXPECT_TRUE(Reaches("dns_dropped", 15 * kRate));
  EXPECT_FALSE(client.HasReceived());
  EXPECT_EQ(Counter("dns_rate_limited_slipped") + Counter("dns_rate_limited_dropped"), 0U);
  EXPECT_FALSE(client.Ask(kWeb, Type::kA).tc);
}

TEST_F(FloodServer, ServersWithTheSameSecretAcceptEachOthersCookies) {
  const SipKey secret = RandomSipKey();
  DnsServerOptions options = Limited();
  options.cookie_secrets = CookieSecrets({&secret, 1});
  Start({kWebLine}, options);
  options.listen = {EndpointOf("127.0.0.1")};
  DnsServer other(options, &*publisher_);
  ASSERT_TRUE(other.Start().ok());
  const std::vector<uint8_t> own(8, 'c');
  const auto learned = UdpClient(other.endpoints().front()).Ask(kWeb, Type::kA, {.cookie = own});
  UdpClient(endpoint()).Ask(kWeb, Type::kA, {.cookie = learned.cookie()});
  EXPECT_EQ(Counter("dns_cookies_valid"), 1U);
}

TEST_F(FloodServer, NewSecretsAreUsedWhileItRuns) {
  Start({kWebLine}, Limited());
  const UdpClient client(endpoint());
  const std::vector<uint8_t> own(8, 'c');
  const auto cookie = TcpClient(endpoint()).Ask(kWeb, Type::kA, {.cookie = own}).cookie();
  server_->SetCookieSecrets(CookieSecrets::Random());
  EXPECT_TRUE(Soon([&] {
    client.Ask(kWeb, Type::kA, {.cookie = cookie});
    return Counter("dns_cookies_invalid") > 0;
  }));
}

}  // namespace
}  // namespace signpost::dns
