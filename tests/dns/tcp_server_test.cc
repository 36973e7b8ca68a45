// The TCP side of the running server: what arrives in which pieces (RFC 7766 §6, §8).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

using Octets = std::vector<uint8_t>;

// Queries with the ids `first` to `end` - 1, one behind the other.
Octets Pipelined(uint16_t first, uint16_t end, Type type = Type::kA) {
  Octets octets;
  for (uint16_t id = first; id < end; ++id) {
    const Octets query = Framed(LdnsQuery(kWeb, type, {.id = id}));
    octets.insert(octets.end(), query.begin(), query.end());
  }
  return octets;
}

class TcpServer : public ServerFixture {
 protected:
  // The next replies have the ids `first` to `end` - 1, in this order, and `records` records.
  static void ExpectAnswers(const TcpClient& client, uint16_t first, uint16_t end,
                            size_t records = 1) {
    for (uint16_t id = first; id < end; ++id) {
      const auto reply = testing::ParseWithLdns(client.Receive());
      ASSERT_TRUE(reply.has_value()) << id;
      EXPECT_EQ(reply->id, id);
      EXPECT_THAT(reply->answer, SizeIs(records));
    }
  }
};

TEST_F(TcpServer, AnswersAtEveryListenAddress) {
  Start({kWebLine}, {.listen = {EndpointOf("127.0.0.1"), EndpointOf("0.0.0.0")}});
  for (const Endpoint& each : {endpoint(0), EndpointOf("127.0.0.3", endpoint(1).port)}) {
    EXPECT_THAT(TcpClient(each).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
  }
}

TEST_F(TcpServer, AnswersOverIpv6) {
  if (!HasIpv6()) GTEST_SKIP();
  Start({kWebLine}, {.listen = {EndpointOf("::1")}});
  EXPECT_THAT(TcpClient(endpoint()).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
}

TEST_F(TcpServer, SeveralWorkersShareTheSessions) {
  Start({kWebLine}, {.worker_count = 3});
  for (int i = 0; i < 30; ++i) {
    EXPECT_THAT(TcpClient(endpoint()).Ask(kWeb, Type::kA).answer, ElementsAre(kWebRecord));
  }
  EXPECT_EQ(Counter("dns_tcp_queries"), 30U);
}

TEST_F(TcpServer, PipelinedQueriesAreAnsweredInTheirOrder) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  client.Send(Pipelined(0, 1000));
  ExpectAnswers(client, 0, 1000);
  EXPECT_EQ(Counter("dns_tcp_sessions"), 1U);
}

TEST_F(TcpServer, AQueryMayArriveInSingleOctets) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  for (const uint8_t octet : Pipelined(7, 8)) client.Send({&octet, 1});
  ExpectAnswers(client, 7, 8);
}

TEST_F(TcpServer, QueriesMayBeSplitAnywhere) {
  Start({kWebLine});
  const Octets octets = Pipelined(0, 2);
  const TcpClient client(endpoint());
  for (size_t split = 1; split < octets.size(); ++split) {
    // The first part has arrived by itself when what is whole in it is answered.
    client.Send(Bytes(octets).first(split));
    const uint16_t whole = split >= octets.size() / 2 ? 1 : 0;
    ExpectAnswers(client, 0, whole);
    client.Send(Bytes(octets).subspan(split));
    ExpectAnswers(client, whole, 2);
  }
}

TEST_F(TcpServer, AClientThatFinishedSendingStillGetsAllAnswers) {
  Start(Addresses(kWeb, 4000));
  const TcpClient client(endpoint());
  client.Send(Pipelined(0, 100));
  client.FinishSending();
  ExpectAnswers(client, 0, 100, 4000);
  EXPECT_EQ(client.ReadToTheEnd(), TcpClient::End::kClosed);
}

TEST_F(TcpServer, AHalfQueryBeforeTheEndIsNotAnswered) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  const Octets octets = Pipelined(0, 1);
  client.Send(Bytes(octets).first(octets.size() - 1));
  client.FinishSending();
  EXPECT_THAT(client.Receive(), IsEmpty());
}

TEST_F(TcpServer, ADisappearedClientDisturbsNobody) {
  Start(Addresses(kWeb, 4000));
  TcpClient gone(endpoint());
  gone.Send(Pipelined(0, 100));
  gone.Abort();
  EXPECT_THAT(TcpClient(endpoint()).Ask(kWeb, Type::kA).answer, SizeIs(4000));
}

TEST_F(TcpServer, AMessageWithoutOctetsIsDropped) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  client.Send(Framed({}));
  client.Send(Pipelined(3, 4));
  ExpectAnswers(client, 3, 4);
  EXPECT_EQ(Counter("dns_dropped"), 1U);
}

TEST_F(TcpServer, AMalformedQueryDoesNotEndTheSession) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  client.Send(Framed(Octets(12)));
  EXPECT_EQ(testing::ParseWithLdns(client.Receive())->rcode, Rcode::kFormErr);
  client.Send(Pipelined(3, 4));
  ExpectAnswers(client, 3, 4);
}

TEST_F(TcpServer, AMessageOfTheGreatestSizeIsReadWhole) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  Octets query = LdnsQuery(kWeb, Type::kA);
  query.resize(kTcpQuerySizeMax);
  client.Send(Framed(query));
  EXPECT_EQ(testing::ParseWithLdns(client.Receive())->rcode, Rcode::kFormErr);
  EXPECT_EQ(Counter("dns_tcp_oversized"), 0U);
}

TEST_F(TcpServer, ALongerMessageIsMalformedAndTheNextIsAnswered) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  for (const size_t size : {kTcpQuerySizeMax + 1, wire::kMessageSizeMax}) {
    Octets query = LdnsQuery(kWeb, Type::kA);
    query.resize(size);
    client.Send(Framed(query));
    client.Send(Pipelined(3, 5));
    EXPECT_EQ(testing::ParseWithLdns(client.Receive())->rcode, Rcode::kFormErr);
    ExpectAnswers(client, 3, 5);
  }
  EXPECT_EQ(Counter("dns_tcp_oversized"), 2U);
}

TEST_F(TcpServer, ALongerMessageIsRefusedBeforeItsEndHasCome) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  Octets query = LdnsQuery(kWeb, Type::kA);
  query.resize(wire::kMessageSizeMax);
  const Octets octets = Framed(query);
  client.Send(Bytes(octets).first(2 + kTcpQuerySizeMax));
  EXPECT_EQ(testing::ParseWithLdns(client.Receive())->rcode, Rcode::kFormErr);
}

TEST_F(TcpServer, AnAnswerOfTheGreatestSizeIsWhole) {
  // 12 of header, 15 of question, 16 each.
  const size_t count = (wire::kMessageSizeMax - 12 - 15) / 16;
  Start(Addresses(kWeb, count));
  const LdnsMessage reply = TcpClient(endpoint()).Ask(kWeb, Type::kA);
  EXPECT_FALSE(reply.tc);
  EXPECT_THAT(reply.answer, SizeIs(count));
}

}  // namespace
}  // namespace signpost::dns
