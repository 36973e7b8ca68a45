// What the responder makes of limits and cookies: which answers go out in place of others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dns/ask.h"
#include "support/zone.h"

namespace signpost::dns {
namespace {

using ::testing::IsEmpty;
using testing::LdnsMessage;
using testing::LdnsQueryOptions;
using ::testing::SizeIs;
using wire::Rcode;
using wire::Type;

using Octets = std::vector<uint8_t>;

constexpr uint32_t kRate = 5;
constexpr char kWeb[] = "web.mesos.";
const Octets kClientCookie = {1, 2, 3, 4, 5, 6, 7, 8};

RateLimitOptions Limit() {
  RateLimitOptions options;
  options.answers_per_second = kRate;
  options.exempt = NetworkList();
  options.short_answers_per_second = 100;
  options.bucket_count = 1 << 10;
  return options;
}

class RateLimitedResponder : public ::testing::Test {
 protected:
  // The reply's octets, to a query of `address_`.
  Octets RawAsk(const Octets& query, Transport transport = Transport::kUdp) {
    Octets reply(wire::kMessageSizeMax);
    const Asker asker{address_.bytes(), {.unix_s = 1'000'000, .steady_us = 1'000'000'000}};
    reply.resize(responder_.Respond(*snapshot_, transport, query, reply, asker));
    return reply;
  }

  std::optional<LdnsMessage> AskFor(std::string_view name, Type type = Type::kA,
                                    const LdnsQueryOptions& options = {},
                                    Transport transport = Transport::kUdp) {
    const Octets reply = RawAsk(testing::LdnsQuery(name, type, options), transport);
    return reply.empty() ? std::nullopt : testing::ParseWithLdns(reply);
  }

  void UseUp(std::string_view name = kWeb) {
    for (uint32_t i = 0; i < kRate; ++i) EXPECT_FALSE(AskFor(name)->tc);
  }

  // What the server gives a client that sends its own cookie alone.
  Octets LearnCookie() {
    return AskFor(kWeb, Type::kA, {.cookie = kClientCookie}, Transport::kTcp)->cookie();
  }

  uint64_t slipped() const { return responder_.counters().rate_limited_slipped.value(); }
  uint64_t dropped() const { return responder_.counters().rate_limited_dropped.value(); }

  const std::shared_ptr<const records::Snapshot> snapshot_ =
      testing::SnapshotOf({"web.mesos. A 10.0.0.1"});
  RateLimiter limiter_{Limit()};
  Responder responder_{ResponderOptions{}, &limiter_};
  IpAddress address_ = *IpAddress::Parse("192.0.2.1");
};

TEST_F(RateLimitedResponder, AShortAnswerIsTruncatedAndEmptyAndNotLongerThanItsQuery) {
  UseUp();
  for (const uint16_t udp_size : {0, 1232}) {
    const Octets query = testing::LdnsQuery(kWeb, Type::kA, {.udp_size = udp_size});
    const Octets octets = RawAsk(query);
    const auto reply = testing::ParseWithLdns(octets);
    ASSERT_TRUE(reply.has_value());
    EXPECT_TRUE(reply->tc);
    EXPECT_EQ(reply->rcode, Rcode::kNoError);
    EXPECT_EQ(reply->question, testing::ParseWithLdns(query)->question);
    EXPECT_THAT(reply->answer, IsEmpty());
    EXPECT_THAT(reply->authority, IsEmpty());
    EXPECT_EQ(reply->has_opt, udp_size > 0);
    EXPECT_EQ(octets.size(), query.size());
  }
  EXPECT_EQ(slipped(), 2U);
  EXPECT_EQ(responder_.counters().truncated.value(), 0U);
}

TEST_F(RateLimitedResponder, NegativeAnswersAndRefusalsAreShortenedToo) {
  for (const char* name : {"no.mesos.", "mesos.", "example.org."}) {
    UseUp(name);
    const auto reply = AskFor(name);
    ASSERT_TRUE(reply.has_value()) << name;
    EXPECT_TRUE(reply->tc) << name;
    EXPECT_EQ(reply->rcode, Rcode::kNoError) << name;
    EXPECT_THAT(reply->authority, IsEmpty()) << name;
  }
}

TEST_F(RateLimitedResponder, AShortAnswerHasTcWhateverTheOptionsSay) {
  Responder responder({.set_truncate_bit = false}, &limiter_);
  UseUp();
  Octets reply(wire::kMessageSizeMax);
  const Octets query = testing::LdnsQuery(kWeb, Type::kA);
  const Asker asker{address_.bytes(), {.unix_s = 1, .steady_us = 1'000'000'000}};
  reply.resize(responder.Respond(*snapshot_, Transport::kUdp, query, reply, asker));
  EXPECT_TRUE(testing::ParseWithLdns(reply)->tc);
}

TEST_F(RateLimitedResponder, MalformedQueriesBeyondTheLimitGetNothing) {
  const Octets malformed(13, 0);
  for (uint32_t i = 0; i < kRate; ++i) EXPECT_THAT(RawAsk(malformed), SizeIs(12));
  EXPECT_THAT(RawAsk(malformed), IsEmpty());
  EXPECT_EQ(dropped(), 1U);
  EXPECT_FALSE(AskFor(kWeb)->tc);
}

TEST_F(RateLimitedResponder, BeginningsOfOversizedQueriesAreLimited) {
  const Asker asker{address_.bytes(), {.unix_s = 1, .steady_us = 1'000'000'000}};
  const Octets beginning(4096, 0);
  Octets reply(512);
  for (uint32_t i = 0; i < kRate; ++i) {
    EXPECT_GT(responder_.RespondToOversized(Transport::kUdp, beginning, reply, asker), 0U);
  }
  EXPECT_EQ(responder_.RespondToOversized(Transport::kUdp, beginning, reply, asker), 0U);
}

TEST_F(RateLimitedResponder, RepliesCountForNoLimit) {
  Octets reply_message = testing::LdnsQuery(kWeb, Type::kA);
  reply_message[2] |= 0x80;
  for (int i = 0; i < 100; ++i) EXPECT_THAT(RawAsk(reply_message), IsEmpty());
  EXPECT_THAT(RawAsk({1, 2, 3}), IsEmpty());
  EXPECT_EQ(responder_.counters().dropped.value(), 101U);
  EXPECT_EQ(dropped(), 0U);
  UseUp();
}

TEST_F(RateLimitedResponder, QueriesBeyondTheLimitAreNotForwarded) {
  Responder responder({.forwards = true}, &limiter_);
  Octets reply(512);
  const Octets query = testing::LdnsQuery("example.org.", Type::kA);
  const Asker asker{address_.bytes(), {.unix_s = 1, .steady_us = 1'000'000'000}};
  const auto respond = [&](Transport transport) {
    return responder.Respond(*snapshot_, transport, query, reply, asker);
  };
  for (uint32_t i = 0; i < kRate; ++i) EXPECT_EQ(respond(Transport::kUdp), Responder::kForward);
  EXPECT_EQ(respond(Transport::kUdp), query.size());
  EXPECT_TRUE(testing::ParseWithLdns(Bytes(reply).first(query.size()))->tc);
  EXPECT_EQ(respond(Transport::kTcp), Responder::kForward);
}

TEST_F(RateLimitedResponder, TcpIsNotLimited) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(AskFor(kWeb, Type::kA, {}, Transport::kTcp)->answer, SizeIs(1));
  }
  UseUp();
}

TEST_F(RateLimitedResponder, OtherNetworksAreAnswered) {
  UseUp();
  EXPECT_TRUE(AskFor(kWeb)->tc);
  address_ = *IpAddress::Parse("198.51.100.1");
  EXPECT_THAT(AskFor(kWeb)->answer, SizeIs(1));
}

TEST_F(RateLimitedResponder, ACookieThatProvesTheSourceLiftsTheLimit) {
  const Octets cookie = LearnCookie();
  ASSERT_THAT(cookie, SizeIs(24));
  UseUp();
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(AskFor(kWeb, Type::kA, {.cookie = cookie})->answer, SizeIs(1));
  }
  EXPECT_EQ(responder_.counters().cookies_valid.value(), 100U);
}

TEST_F(RateLimitedResponder, ACookieProvesNothingFromAnotherAddress) {
  const Octets cookie = LearnCookie();
  address_ = *IpAddress::Parse("192.0.2.2");
  UseUp();
  const auto reply = AskFor(kWeb, Type::kA, {.cookie = cookie});
  EXPECT_EQ(reply->rcode, Rcode::kBadCookie);
  EXPECT_FALSE(reply->tc);
  EXPECT_THAT(reply->answer, IsEmpty());
  EXPECT_EQ(responder_.counters().cookies_invalid.value(), 1U);
}

// RFC 7873 §5.2.3. The reply is longer than the query: over two of them it is not.
TEST_F(RateLimitedResponder, AFirstCookieIsAnsweredWithOneEverySecondTime) {
  UseUp();
  std::vector<Octets> cookies;
  size_t received = 0;
  size_t sent = 0;
  for (int i = 0; i < 10; ++i) {
    const Octets query = testing::LdnsQuery(kWeb, Type::kA, {.cookie = kClientCookie});
    const Octets octets = RawAsk(query);
    received += query.size();
    sent += octets.size();
    if (octets.empty()) continue;
    const auto reply = testing::ParseWithLdns(octets);
    EXPECT_EQ(reply->rcode, Rcode::kBadCookie);
    cookies.push_back(reply->cookie());
  }
  ASSERT_THAT(cookies, SizeIs(5));
  EXPECT_LE(sent, received);
  EXPECT_EQ(slipped(), 5U);
  EXPECT_EQ(dropped(), 5U);
  EXPECT_THAT(AskFor(kWeb, Type::kA, {.cookie = cookies.back()})->answer, SizeIs(1));
}

TEST_F(RateLimitedResponder, ShortAnswersAreDroppedBeyondTheirLimit) {
  UseUp();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(AskFor(kWeb)->tc);
  EXPECT_FALSE(AskFor(kWeb).has_value());
  EXPECT_EQ(dropped(), 1U);
}

TEST_F(RateLimitedResponder, CookiesAreAnsweredWithoutLimitAsWell) {
  Responder responder{ResponderOptions{}};
  Octets reply(wire::kMessageSizeMax);
  const Octets query = testing::LdnsQuery(kWeb, Type::kA, {.cookie = kClientCookie});
  const Asker asker{address_.bytes(), {.unix_s = 1, .steady_us = 1}};
  reply.resize(responder.Respond(*snapshot_, Transport::kUdp, query, reply, asker));
  const auto message = testing::ParseWithLdns(reply);
  EXPECT_THAT(message->answer, SizeIs(1));
  EXPECT_THAT(message->cookie(), SizeIs(24));
  EXPECT_TRUE(std::equal(kClientCookie.begin(), kClientCookie.end(), message->cookie().begin()));
}

TEST_F(RateLimitedResponder, AnInvalidCookieIsAnsweredAndReplacedWhileNobodyIsLimited) {
  Octets cookie = kClientCookie;
  cookie.resize(24, 'S');
  const auto reply = AskFor(kWeb, Type::kA, {.cookie = cookie});
  EXPECT_EQ(reply->rcode, Rcode::kNoError);
  EXPECT_THAT(reply->answer, SizeIs(1));
  EXPECT_EQ(reply->cookie(), LearnCookie());
}

TEST_F(RateLimitedResponder, AMalformedCookieIsAFormerrWithAnOpt) {
  for (const size_t size : {1, 7, 9, 15, 41}) {
    const auto reply = AskFor(kWeb, Type::kA, {.cookie = Octets(size, 'c')}, Transport::kTcp);
    EXPECT_EQ(reply->rcode, Rcode::kFormErr) << size;
    EXPECT_TRUE(reply->has_opt) << size;
    EXPECT_THAT(reply->cookie(), IsEmpty()) << size;
  }
  EXPECT_EQ(responder_.counters().cookies_malformed.value(), 5U);
}

// RFC 7873 §5.4.
TEST_F(RateLimitedResponder, ACookieMayBeAskedForAlone) {
  const auto ask_alone = [&](Octets cookie) {
    Octets query = {0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0};
    const auto size = static_cast<uint8_t>(cookie.size());
    const Octets option = {0, static_cast<uint8_t>(size + 4), 0, 10, 0, size};
    query.insert(query.end(), option.begin(), option.end());
    query.insert(query.end(), cookie.begin(), cookie.end());
    return testing::ParseWithLdns(RawAsk(query));
  };
  const auto learned = ask_alone(kClientCookie);
  EXPECT_EQ(learned->rcode, Rcode::kNoError);
  EXPECT_THAT(learned->question, IsEmpty());
  EXPECT_EQ(learned->cookie(), LearnCookie());
  EXPECT_EQ(ask_alone(learned->cookie())->rcode, Rcode::kNoError);
  Octets wrong = learned->cookie();
  wrong.back() ^= 1;
  const auto corrected = ask_alone(wrong);
  EXPECT_EQ(corrected->rcode, Rcode::kBadCookie);
  EXPECT_EQ(corrected->cookie(), learned->cookie());
}

TEST_F(RateLimitedResponder, SecretsMayBeChangedAndOldCookiesStayValid) {
  const SipKey first = RandomSipKey();
  const SipKey second = RandomSipKey();
  responder_.SetCookieSecrets(CookieSecrets({&first, 1}));
  const Octets cookie = LearnCookie();
  const std::array<SipKey, 2> both = {second, first};
  responder_.SetCookieSecrets(CookieSecrets(both));
  const auto reply = AskFor(kWeb, Type::kA, {.cookie = cookie});
  EXPECT_EQ(responder_.counters().cookies_valid.value(), 1U);
  EXPECT_NE(reply->cookie(), cookie);
  responder_.SetCookieSecrets(CookieSecrets({&second, 1}));
  AskFor(kWeb, Type::kA, {.cookie = cookie});
  EXPECT_EQ(responder_.counters().cookies_invalid.value(), 1U);
}

// With room for the cookie, a large answer is cut earlier, at a record's boundary.
TEST_F(RateLimitedResponder, CookiesHaveTheirRoomInAnswersThatAreCut) {
  testing::ZoneLines lines;
  for (int i = 0; i < 200; ++i) lines.push_back("all.mesos. A 10.0.1." + std::to_string(i));
  const auto snapshot = testing::SnapshotOf(lines);
  Octets reply(wire::kMessageSizeMax);
  const Octets query =
      testing::LdnsQuery("all.mesos.", Type::kA, {.udp_size = 1232, .cookie = kClientCookie});
  const Asker asker{address_.bytes(), {.unix_s = 1, .steady_us = 1}};
  reply.resize(responder_.Respond(*snapshot, Transport::kUdp, query, reply, asker));
  const auto message = testing::ParseWithLdns(reply);
  EXPECT_TRUE(message->tc);
  EXPECT_THAT(message->cookie(), SizeIs(24));
  EXPECT_LE(reply.size(), 1232U);
  EXPECT_GT(reply.size() + 16, 1232U);
}

}  // namespace
}  // namespace signpost::dns
