// How long and how many TCP sessions the running server keeps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using std::chrono::milliseconds;
using testing::LdnsQuery;
using ::testing::SizeIs;
using wire::Type;
using End = TcpClient::End;

class TcpServerLimits : public ServerFixture {
 protected:
  static bool IsServed(const TcpClient& client) {
    return client.Ask(kWeb, Type::kA).answer.size() == 1;
  }

  // An octet in a millisecond, which makes a query of 3855 octets in four seconds.
  bool IsClosedWhileOctetsDrip(const TcpClient& client) const {
    constexpr uint8_t kOctet = 15;
    auto next = std::chrono::steady_clock::now();
    return Soon([&] {
      if (std::chrono::steady_clock::now() >= next) {
        client.Send({&kOctet, 1});
        next += milliseconds(1);
      }
      return Counter("dns_tcp_idle_closed") == 1;
    });
  }
};

TEST_F(TcpServerLimits, ASilentSessionIsClosed) {
  Start({kWebLine}, {.tcp_idle_timeout = milliseconds(50)});
  const TcpClient client(endpoint());
  EXPECT_EQ(client.ReadToTheEnd(), End::kClosed);
  EXPECT_EQ(Counter("dns_tcp_idle_closed"), 1U);
}

TEST_F(TcpServerLimits, ASessionThatFallsSilentIsClosed) {
  Start({kWebLine}, {.tcp_idle_timeout = milliseconds(500)});
  const TcpClient client(endpoint());
  client.Send(Framed(LdnsQuery(kWeb, Type::kA)));
  EXPECT_EQ(client.ReadToTheEnd(), End::kClosed);
  EXPECT_EQ(Counter("dns_tcp_idle_closed"), 1U);
}

TEST_F(TcpServerLimits, PartsOfAQueryDoNotKeepASession) {
  Start({kWebLine}, {.tcp_idle_timeout = milliseconds(50)});
  EXPECT_TRUE(IsClosedWhileOctetsDrip(TcpClient(endpoint())));
}

TEST_F(TcpServerLimits, PartsOfATooLongQueryDoNotKeepASession) {
  Start({kWebLine}, {.tcp_idle_timeout = milliseconds(50)});
  const TcpClient client(endpoint());
  client.Send(std::vector<uint8_t>(2 + kTcpQuerySizeMax, 0xff));
  EXPECT_TRUE(IsClosedWhileOctetsDrip(client));
}

TEST_F(TcpServerLimits, AClientThatTakesNoRepliesIsCutOff) {
  Start(Addresses(kWeb, 4000), {.tcp_write_timeout = milliseconds(100)});
  const TcpClient client(endpoint(), /*receive_buffer_size=*/4096);
  const auto query = Framed(LdnsQuery(kWeb, Type::kA));
  for (size_t i = 0; i < 1000; ++i) client.Send(query);
  EXPECT_TRUE(Reaches("dns_tcp_stalled_closed", 1));
  // Of 64 KB each: as many as kTcpRepliesSizeMax and kTcpSendBufferSize, which the system doubles,
  // begin to hold. The queries behind them waited.
  EXPECT_LE(Counter("dns_tcp_queries"), 6U);
  EXPECT_EQ(client.ReadToTheEnd(), End::kReset);
}

// The system does not go on offering them.
TEST_F(TcpServerLimits, WhatAClientDoesNotTakeIsThrownAway) {
  Start(Addresses(kWeb, 4000), {.tcp_write_timeout = milliseconds(100)});
  const TcpClient client(endpoint(), /*receive_buffer_size=*/4096);
  std::vector<uint8_t> queries;
  for (int i = 0; i < 20; ++i) {
    const auto query = Framed(LdnsQuery(kWeb, Type::kA));
    queries.insert(queries.end(), query.begin(), query.end());
  }
  client.Send(queries);
  EXPECT_TRUE(Reaches("dns_tcp_stalled_closed", 1));
  EXPECT_EQ(client.ReadToTheEnd(), End::kReset);
}

TEST_F(TcpServerLimits, AStalledClientDoesNotHoldUpTheOthers) {
  Start(Addresses(kWeb, 4000));
  const TcpClient stalled(endpoint(), /*receive_buffer_size=*/4096);
  const auto query = Framed(LdnsQuery(kWeb, Type::kA));
  for (size_t i = 0; i < 500; ++i) stalled.Send(query);
  EXPECT_TRUE(Reaches("dns_tcp_queries", 2));
  const TcpClient other(endpoint());
  EXPECT_THAT(other.Ask(kWeb, Type::kA).answer, SizeIs(4000));
}

TEST_F(TcpServerLimits, OneSessionTooManyClosesTheOneSilentLongest) {
  Start({kWebLine}, {.tcp_session_count_max = 3, .tcp_idle_timeout_min = kTcpIdleTimeout});
  std::vector<TcpClient> clients;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(IsServed(clients.emplace_back(endpoint())));
  EXPECT_TRUE(IsServed(clients[0]));
  const TcpClient fourth(endpoint());
  EXPECT_TRUE(IsServed(fourth));
  EXPECT_EQ(clients[1].ReadToTheEnd(), End::kClosed);
  EXPECT_EQ(Counter("dns_tcp_sessions_evicted"), 1U);
  EXPECT_TRUE(IsServed(clients[0]));
  EXPECT_TRUE(IsServed(clients[2]));
  EXPECT_TRUE(IsServed(fourth));
  EXPECT_EQ(Counter("dns_tcp_sessions"), 4U);
}

// Whose deadline comes first is not who has been silent longest when the two timeouts differ.
TEST_F(TcpServerLimits, AFreshStalledSessionIsNotTheOneSilentLongest) {
  Start(Addresses(kWeb, 4000), {.tcp_session_count_max = 2,
                                .tcp_idle_timeout = std::chrono::minutes(10),
                                .tcp_idle_timeout_min = std::chrono::minutes(10),
                                .tcp_write_timeout = std::chrono::minutes(5)});
  const TcpClient idle(endpoint());
  EXPECT_THAT(idle.Ask(kWeb, Type::kA).answer, SizeIs(4000));
  const TcpClient stalled(endpoint(), /*receive_buffer_size=*/4096);
  const auto query = Framed(LdnsQuery(kWeb, Type::kA));
  for (size_t i = 0; i < 500; ++i) stalled.Send(query);
  EXPECT_TRUE(Reaches("dns_tcp_queries", 3));
  const TcpClient third(endpoint());
  EXPECT_THAT(third.Ask(kWeb, Type::kA).answer, SizeIs(4000));
  EXPECT_EQ(idle.ReadToTheEnd(), End::kClosed);
}

TEST_F(TcpServerLimits, AClientWithItsShareGetsAnotherSessionInPlaceOfItsOwnSilentLongest) {
  Start({kWebLine}, {.tcp_client_session_count_max = 2});
  const TcpClient other(endpoint(), 0, *IpAddress::Parse("127.0.0.2"));
  EXPECT_TRUE(IsServed(other));
  const TcpClient first(endpoint());
  EXPECT_TRUE(IsServed(first));
  const TcpClient second(endpoint());
  EXPECT_TRUE(IsServed(second));
  const TcpClient third(endpoint());
  EXPECT_TRUE(IsServed(third));
  EXPECT_EQ(first.ReadToTheEnd(), End::kClosed);
  EXPECT_EQ(Counter("dns_tcp_client_sessions_evicted"), 1U);
  EXPECT_EQ(Counter("dns_tcp_sessions_evicted"), 0U);
  EXPECT_TRUE(IsServed(other));
  EXPECT_TRUE(IsServed(second));
}

TEST_F(TcpServerLimits, ASessionAsksAsOftenAsItLikes) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(IsServed(client));
  EXPECT_EQ(Counter("dns_tcp_sessions"), 1U);
}

// The shortest idle time is over long before the whole one.
TEST_F(TcpServerLimits, SilentSessionsAreClosedSoonerWhenAllAreTaken) {
  Start({kWebLine}, {.tcp_session_count_max = 1, .tcp_idle_timeout = std::chrono::minutes(10)});
  const TcpClient client(endpoint());
  EXPECT_EQ(client.ReadToTheEnd(), End::kClosed);
  EXPECT_EQ(Counter("dns_tcp_idle_closed"), 1U);
  EXPECT_TRUE(Reaches("dns_tcp_sessions_ended", 1));
}

TEST_F(TcpServerLimits, WorkersShareTheSessions) {
  Start({kWebLine},
        {.worker_count = 2, .tcp_session_count_max = 2, .tcp_idle_timeout_min = kTcpIdleTimeout});
  std::vector<TcpClient> clients;
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(IsServed(clients.emplace_back(endpoint())));
  EXPECT_TRUE(Reaches("dns_tcp_sessions_ended", 48));
}

TEST_F(TcpServerLimits, SessionsThatEndedMakeRoom) {
  Start({kWebLine}, {.tcp_session_count_max = 2, .tcp_idle_timeout_min = kTcpIdleTimeout});
  const TcpClient stays(endpoint());
  EXPECT_TRUE(IsServed(stays));
  for (int i = 0; i < 20; ++i) {
    const TcpClient passing(endpoint());
    EXPECT_TRUE(IsServed(passing));
    passing.FinishSending();
    EXPECT_EQ(passing.ReadToTheEnd(), End::kClosed);
  }
  EXPECT_TRUE(IsServed(stays));
  EXPECT_EQ(Counter("dns_tcp_sessions_evicted"), 0U);
}

TEST(TcpServerDefaults, AreTheNamedLimits) {
  const DnsServerOptions options;
  EXPECT_EQ(options.tcp_session_count_max, kMaxTcpSessions);
  EXPECT_EQ(options.tcp_client_session_count_max, kMaxTcpSessionsPerClient);
  EXPECT_EQ(options.tcp_idle_timeout, kTcpIdleTimeout);
  EXPECT_EQ(options.tcp_write_timeout, kTcpWriteTimeout);
}

}  // namespace
}  // namespace signpost::dns
