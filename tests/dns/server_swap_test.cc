// A thousand new tables while clients ask: no answer is lost, none mixes two tables.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <set>
#include <thread>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using testing::LdnsQuery;
using testing::SnapshotOf;
using wire::Type;

constexpr unsigned kSwaps = 1000;
constexpr size_t kAddressCount = 60;

// Queries that one client has under way, and answers that must come between two swaps.
constexpr size_t kWindow = 16;
constexpr uint64_t kAnswersPerSwap = 32;

// All addresses of table k are 10.k.x.y.
testing::ZoneLines Table(unsigned k) { return Addresses(kWeb, kAddressCount, k); }

// The number of the table that `reply` is from; 0 when it is torn or mixed.
//
//   header: 12 | question: 15 | per address: C0 0C, 00 01, 00 01, TTL: 4, 00 04, 10.k.x.y | OPT
unsigned TableOf(Bytes reply) {
  constexpr size_t kRecordsAt = 12 + 15;
  constexpr size_t kRecordSize = 16;
  constexpr std::array<uint8_t, 12> kStart = {0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};
  if (reply.size() != kRecordsAt + kAddressCount * kRecordSize + 11) return 0;
  if (LoadU16(&reply[6]) != kAddressCount) return 0;
  const unsigned table = reply[kRecordsAt + 13];
  std::set<uint16_t> addresses;
  for (size_t i = 0; i < kAddressCount; ++i) {
    const Bytes record = reply.subspan(kRecordsAt + i * kRecordSize, kRecordSize);
    if (!SameBytes(record.first(kStart.size()), kStart)) return 0;
    if (record[12] != 10 || record[13] != table) return 0;
    addresses.insert(LoadU16(&record[14]));
  }
  return addresses.size() == kAddressCount ? table : 0;
}

std::vector<uint8_t> Query(uint16_t id) {
  return LdnsQuery(kWeb, Type::kA, {.id = id, .udp_size = 1232});
}

void Send(const UdpClient& client, uint16_t id) { client.Send(Query(id)); }
void Send(const TcpClient& client, uint16_t id) { client.Send(Framed(Query(id))); }

// True when nothing comes that was not asked for.
bool EndsQuietly(const UdpClient& client) { return !client.HasReceived(); }
bool EndsQuietly(const TcpClient& client) {
  client.FinishSending();
  return client.Receive().empty();
}

class ServerSwap : public ServerFixture {
 protected:
  void Publish(unsigned k) {
    publisher_->Publish(SnapshotOf(Table(k)));
    publisher_->Reap();
  }

  // Keeps kWindow queries under way until asking_ ends; then waits for what is left.
  template <typename Client>
  void AskAndCheck() {
    const Client client(endpoint());
    std::set<uint16_t> waiting;
    uint16_t id = 0;
    while (asking_ || !waiting.empty()) {
      while (asking_ && waiting.size() < kWindow) {
        waiting.insert(++id);
        Send(client, id);
      }
      if (waiting.empty()) break;
      const std::vector<uint8_t> reply = client.Receive();
      ASSERT_FALSE(reply.empty()) << waiting.size() << " lost";
      ASSERT_EQ(waiting.erase(LoadU16(reply.data())), 1U) << "not waited for";
      ASSERT_NE(TableOf(reply), 0U) << "torn or mixed";
      ++answered_;
    }
    EXPECT_TRUE(EndsQuietly(client));
  }

  template <typename Client>
  void SwapWhileClientsAsk(size_t client_count) {
    Start(Table(1), {.worker_count = 2});
    std::vector<std::thread> clients;
    for (size_t i = 0; i < client_count; ++i) {
      clients.emplace_back([this] { AskAndCheck<Client>(); });
    }
    for (unsigned swap = 0; swap < kSwaps && !HasFailure(); ++swap) {
      Publish(1 + swap % 2);
      const uint64_t enough = answered_ + kAnswersPerSwap;
      EXPECT_TRUE(Soon([&] { return answered_ >= enough || HasFailure(); }));
    }
    asking_ = false;
    for (std::thread& client : clients) client.join();
  }

  std::atomic<bool> asking_{true};
  std::atomic<uint64_t> answered_{0};
};

TEST_F(ServerSwap, LosesAndMixesNoAnswerOverUdp) {
  SwapWhileClientsAsk<UdpClient>(3);
  EXPECT_EQ(Counter("dns_udp_queries"), answered_);
  EXPECT_EQ(Counter("dns_replies_noerror"), answered_);
}

TEST_F(ServerSwap, LosesAndMixesNoAnswerOverTcp) {
  SwapWhileClientsAsk<TcpClient>(2);
  EXPECT_EQ(Counter("dns_tcp_queries"), answered_);
}

TEST_F(ServerSwap, IsSeenByEveryQueryThatIsSentAfterIt) {
  Start(Table(1), {.worker_count = 2});
  const UdpClient udp(endpoint());
  const TcpClient tcp(endpoint());
  for (unsigned k = 1; k <= 200; ++k) {
    Publish(k);
    Send(udp, 1);
    Send(tcp, 1);
    ASSERT_EQ(TableOf(udp.Receive()), k);
    ASSERT_EQ(TableOf(tcp.Receive()), k);
  }
}

TEST_F(ServerSwap, FreesTheOldTableThoughNobodyAsks) {
  Start(Table(1));
  const UdpClient client(endpoint());
  Send(client, 1);
  EXPECT_EQ(TableOf(client.Receive()), 1U);
  Publish(2);
  EXPECT_TRUE(Soon([&] { return publisher_->Reap() == 0; }));
}

TEST_F(ServerSwap, NothingIsAnsweredAfterStop) {
  Start(Table(1));
  const UdpClient client(endpoint());
  Send(client, 1);
  EXPECT_EQ(TableOf(client.Receive()), 1U);
  server_->Stop();
  EXPECT_TRUE(EndsQuietly(client));
}

}  // namespace
}  // namespace signpost::dns
