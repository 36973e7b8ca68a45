#include "dns/relayed_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/fake_upstream.h"
#include "support/ldns_message.h"

namespace signpost::dns {
namespace {

using forward::Answer;
using forward::Failure;
using ::testing::ElementsAreArray;
using testing::LdnsQuery;
using testing::Message;
using testing::ReplyTo;
using wire::Rcode;
using wire::Type;

constexpr char kName[] = "www.example.org.";
const ReplyCookie kCookie = {1, 2, 3, 4, 5, 6, 7, 8, 9};

class RelayedReplyTest : public ::testing::Test {
 protected:
  Message Write(const Answer& answer, const RelayedTo& client) {
    Message reply(wire::kMessageSizeMax);
    reply.resize(WriteRelayedReply(answer, client, options_, reply).size);
    return reply;
  }

  Message WriteUdp(const Answer& answer, Bytes cookie = {}) {
    return Write(answer, {.id = 0x4242, .transport = Transport::kUdp, .cookie = cookie});
  }

  ResponderOptions options_;
};

// Does the message end with an OPT whose only option is this cookie?
bool EndsWithCookie(const Message& message) {
  Message end = {0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 28, 0, 10, 0, 24};
  end.insert(end.end(), kCookie.begin(), kCookie.end());
  return message.size() > end.size() && std::equal(end.begin(), end.end(), message.end() - 39);
}

TEST_F(RelayedReplyTest, IsTheUpstreamsButForItsId) {
  const Message query = LdnsQuery(kName, Type::kA);
  Message upstream = ReplyTo(query);
  const Message reply = WriteUdp({.query = query, .reply = upstream});
  StoreU16(upstream.data(), 0x4242);
  EXPECT_THAT(reply, ElementsAreArray(upstream));
}

TEST_F(RelayedReplyTest, ThatDoesNotFitIsCutBetweenAnswersWithTc) {
  const Message query = LdnsQuery(kName, Type::kA);
  const Message upstream = ReplyTo(query, {.address_count = 100});
  const auto reply = testing::ParseWithLdns(WriteUdp({.query = query, .reply = upstream}));
  ASSERT_TRUE(reply.has_value());
  EXPECT_TRUE(reply->tc);
  EXPECT_TRUE(reply->ra);
  EXPECT_EQ(reply->answer.size(), 29U);
}

TEST_F(RelayedReplyTest, IsCutWithoutTcWhereThatIsAskedFor) {
  options_.set_truncate_bit = false;
  const Message query = LdnsQuery(kName, Type::kA);
  const Message upstream = ReplyTo(query, {.address_count = 100});
  EXPECT_FALSE(testing::ParseWithLdns(WriteUdp({.query = query, .reply = upstream}))->tc);
}

TEST_F(RelayedReplyTest, HasWhatFitsIntoTheSizeOfTheClientUpToOurs) {
  const Message query = LdnsQuery(kName, Type::kA, {.udp_size = 4096});
  const Message upstream = ReplyTo(query, {.address_count = 100});
  const Message reply = WriteUdp({.query = query, .reply = upstream});
  EXPECT_LE(reply.size(), 1232U);
  EXPECT_GT(reply.size(), 1232U - 16);
}

TEST_F(RelayedReplyTest, OverTcpIsNeverCut) {
  const Message query = LdnsQuery(kName, Type::kA);
  const Message upstream = ReplyTo(query, {.address_count = 4000});
  const Answer answer{.query = query, .reply = upstream};
  EXPECT_EQ(Write(answer, {.id = 1, .transport = Transport::kTcp}).size(), upstream.size());
}

TEST_F(RelayedReplyTest, TruncatedOneHasTheQuestionAlone) {
  const Message query = LdnsQuery(kName, Type::kA);
  const Message upstream = ReplyTo(query, {.is_truncated = true});
  const auto reply =
      testing::ParseWithLdns(WriteUdp({.query = query, .reply = upstream, .is_truncated = true}));
  EXPECT_TRUE(reply->tc);
  EXPECT_TRUE(reply->answer.empty());
}

TEST_F(RelayedReplyTest, FailureIsServfailWithAnExtendedErrorForThoseWhoKnowEdns) {
  const Message query = LdnsQuery(kName, Type::kA, {.udp_size = 1232});
  const Message reply = WriteUdp({.query = query, .failure = Failure::kNoReply});
  EXPECT_EQ(testing::ParseWithLdns(reply)->rcode, Rcode::kServFail);
  const Message end = {0, 15, 0, 2, 0, 22};  // RFC 8914 §4.23
  EXPECT_TRUE(std::equal(end.begin(), end.end(), reply.end() - 6));
  const Message plain = LdnsQuery(kName, Type::kA);
  EXPECT_EQ(WriteUdp({.query = plain, .failure = Failure::kNoReply}).size(), plain.size());
}

TEST_F(RelayedReplyTest, CookieIsAddedToTheOptOfTheUpstream) {
  const Message query = LdnsQuery(kName, Type::kA, {.udp_size = 1232});
  Message upstream = ReplyTo(query);
  const Message opt = {0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0};
  upstream.insert(upstream.end(), opt.begin(), opt.end());
  upstream[11] = 1;
  EXPECT_TRUE(EndsWithCookie(WriteUdp({.query = query, .reply = upstream}, kCookie)));
}

TEST_F(RelayedReplyTest, CookieComesInAnOptOfOursWhereTheUpstreamHasNone) {
  const Message query = LdnsQuery(kName, Type::kA, {.udp_size = 1232});
  const Message upstream = ReplyTo(query);
  const Message reply = WriteUdp({.query = query, .reply = upstream}, kCookie);
  EXPECT_TRUE(EndsWithCookie(reply));
  EXPECT_TRUE(testing::ParseWithLdns(reply)->has_opt);
}

TEST_F(RelayedReplyTest, CookieIsInCutAndFailedRepliesToo) {
  const Message query = LdnsQuery(kName, Type::kA, {.udp_size = 1232});
  const Message upstream = ReplyTo(query, {.address_count = 100});
  EXPECT_TRUE(EndsWithCookie(WriteUdp({.query = query, .reply = upstream}, kCookie)));
  const Message failed = WriteUdp({.query = query, .failure = Failure::kNoReply}, kCookie);
  EXPECT_EQ(failed.size(), query.size() + 28 + 6);
}

}  // namespace
}  // namespace signpost::dns
