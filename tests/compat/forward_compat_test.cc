// Where Signpost forwards otherwise than Mesos-DNS, and why. A server with real sockets, and
// resolvers that say what the test wants.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "dns/server_fixture.h"
#include "support/fake_upstream.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using testing::FakeUpstream;
using testing::LdnsMessage;
using testing::Message;
using testing::ReplyTo;
using testing::ServingUpstream;
using wire::Rcode;
using wire::Type;

constexpr char kName[] = "www.example.org.";
constexpr char kAddress[] = "www.example.org. 60 IN A 192.0.2.1";

FakeUpstream::Answer SendsRcode(Rcode rcode) {
  return [rcode](const FakeUpstream::Query& query) {
    return std::vector<Message>{
        ReplyTo(query.message, {.rcode = static_cast<uint16_t>(rcode), .address_count = 0})};
  };
}

class ForwardCompat : public ServerFixture {
 protected:
  void StartWith(const std::vector<const ServingUpstream*>& resolvers,
                 const std::vector<std::string>& clients = {"loopback"}) {
    std::vector<Endpoint> servers;
    for (const ServingUpstream* resolver : resolvers) servers.push_back(resolver->endpoint());
    DnsServerOptions options;
    options.forwarder.relay.upstreams =
        std::make_shared<const forward::Upstreams>(servers, std::vector<forward::ZoneServers>());
    options.forwarder.relay.timeout = std::chrono::minutes(1);
    options.forwarder.clients = NetworkList(clients);
    Start({kWebLine}, options);
  }

  LdnsMessage Ask(const testing::LdnsQueryOptions& options = {}) {
    return UdpClient(endpoint()).Ask(kName, Type::kA, options);
  }
};

TEST_F(ForwardCompat, ForwardsForAllowedClientsAlone) {
  const ServingUpstream resolver;
  StartWith({&resolver}, {"10.0.0.0/8"});
  EXPECT_EQ(Ask().rcode, Rcode::kRefused);
  EXPECT_EQ(resolver.query_count(), 0U);
}

TEST_F(ForwardCompat, LocalhostAndInvalidAreAnsweredHere) {
  const ServingUpstream resolver;
  StartWith({&resolver});
  const UdpClient client(endpoint());
  EXPECT_THAT(client.Ask("a.localhost.", Type::kA).answer,
              ElementsAre("a.localhost. 10800 IN A 127.0.0.1"));
  EXPECT_EQ(client.Ask("a.invalid.", Type::kA).rcode, Rcode::kNxDomain);
  EXPECT_EQ(resolver.query_count(), 0U);
}

TEST_F(ForwardCompat, ServfailAndRefusedGoToTheNextResolver) {
  const ServingUpstream fails(SendsRcode(Rcode::kServFail));
  const ServingUpstream refuses(SendsRcode(Rcode::kRefused));
  const ServingUpstream resolver;
  StartWith({&fails, &refuses, &resolver});
  EXPECT_THAT(Ask().answer, ElementsAre(kAddress));
}

TEST_F(ForwardCompat, SilentResolverDoesNotTakeTheWholeTime) {
  const ServingUpstream silent([](const auto&) { return std::vector<Message>(); });
  const ServingUpstream resolver;
  StartWith({&silent, &resolver});
  EXPECT_THAT(Ask().answer, ElementsAre(kAddress));  // the client's patience is the timeout
}

TEST_F(ForwardCompat, UpstreamIdIsNotTheClients) {
  constexpr uint16_t kId = 0x1234;
  constexpr size_t kQueries = 5;  // an id may be the same by chance
  std::atomic<size_t> same = 0;
  const ServingUpstream resolver([&](const FakeUpstream::Query& query) {
    if (LoadU16(query.message.data()) == kId) ++same;
    return std::vector<Message>{ReplyTo(query.message)};
  });
  StartWith({&resolver});
  for (size_t i = 0; i < kQueries; ++i) EXPECT_EQ(Ask({.id = kId}).id, kId);
  EXPECT_LT(same, kQueries);
}

TEST_F(ForwardCompat, RepliesToOtherQuestionsAreIgnored) {
  const ServingUpstream resolver([](const FakeUpstream::Query& query) {
    Message other = ReplyTo(query.message, {.address_count = 3});
    other[wire::kHeaderSize + 1] = 'x';
    return std::vector<Message>{other, ReplyTo(query.message)};
  });
  StartWith({&resolver});
  EXPECT_THAT(Ask().answer, ElementsAre(kAddress));
}

TEST_F(ForwardCompat, TruncatedRepliesAreAskedForOverTcp) {
  const ServingUpstream resolver([](const FakeUpstream::Query& query) {
    return std::vector<Message>{
        ReplyTo(query.message,
                {.is_truncated = !query.over_tcp, .address_count = query.over_tcp ? 1U : 0U})};
  });
  StartWith({&resolver});
  const LdnsMessage reply = Ask();
  EXPECT_FALSE(reply.tc);
  EXPECT_THAT(reply.answer, ElementsAre(kAddress));
}

TEST_F(ForwardCompat, RepliesThatDoNotFitAreCut) {
  const ServingUpstream resolver([](const FakeUpstream::Query& query) {
    return std::vector<Message>{ReplyTo(query.message, {.address_count = 200})};
  });
  StartWith({&resolver});
  const LdnsMessage reply = Ask();
  EXPECT_TRUE(reply.tc);
  EXPECT_LE(reply.size, 512U);
  EXPECT_EQ(reply.answer.size(), 29U);  // 33 octets of header and question, 16 for each record
  EXPECT_EQ(TcpClient(endpoint()).Ask(kName, Type::kA).answer.size(), 200U);
}

}  // namespace
}  // namespace signpost::dns
