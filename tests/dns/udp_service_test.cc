// One UDP socket whose turns the test gives, so that it decides what waits there.

#include "dns/udp_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using testing::LdnsQuery;
using ::testing::SizeIs;
using wire::Type;

class UdpServiceTest : public ::testing::Test {
 protected:
  UdpServiceTest() {
    SocketPair sockets = *OpenSockets(EndpointOf("127.0.0.1"));
    endpoint_ = BoundEndpoint(sockets.udp.number());
    service_.emplace(std::move(sockets.udp), &context_, &reader_, &responder_, nullptr, nullptr,
                     &batch_, &counters_);
    service_->Start();
  }

  records::SnapshotPublisher publisher_{testing::SnapshotOf({kWebLine})};
  records::SnapshotReader reader_{&publisher_};
  Responder responder_{ResponderOptions{}};
  UdpBatch batch_{1232};
  UdpCounters counters_;
  boost::asio::io_context context_;
  Endpoint endpoint_;
  std::optional<UdpService> service_;
};

TEST_F(UdpServiceTest, QueriesThatQueuedUpAreAllAnswered) {
  constexpr uint16_t kCount = 2 * kUdpBatchSize + 10;
  const UdpClient client(endpoint_);
  for (uint16_t id = 0; id < kCount; ++id) client.Send(LdnsQuery(kWeb, Type::kA, {.id = id}));
  context_.poll();
  std::set<uint16_t> answered;
  while (client.HasReceived()) answered.insert(LoadU16(client.Receive().data()));
  EXPECT_THAT(answered, SizeIs(kCount));
}

TEST_F(UdpServiceTest, ExactlyOneFullBatchIsAnswered) {
  const UdpClient client(endpoint_);
  for (size_t i = 0; i < kUdpBatchSize; ++i) client.Send(LdnsQuery(kWeb, Type::kA));
  context_.poll();
  EXPECT_EQ(responder_.counters().udp_queries.value(), kUdpBatchSize);
  client.Send(LdnsQuery(kWeb, Type::kA));
  context_.poll();
  EXPECT_EQ(responder_.counters().udp_queries.value(), kUdpBatchSize + 1);
}

TEST_F(UdpServiceTest, AFullSocketIsLeftForOthersAfterItsTurn) {
  constexpr size_t kTurn = kUdpBatchesPerTurn * kUdpBatchSize;
  const UdpClient client(endpoint_);
  const auto query = LdnsQuery(kWeb, Type::kA);
  for (size_t i = 0; i < kTurn + 1; ++i) client.Send(query);
  service_->CountOverflow();
  if (counters_.overflowed.value() > 0) GTEST_SKIP() << "the system keeps too little for this";
  EXPECT_EQ(context_.poll_one(), 1U);
  EXPECT_EQ(responder_.counters().udp_queries.value(), kTurn);
  context_.poll();
  EXPECT_EQ(responder_.counters().udp_queries.value(), kTurn + 1);
}

TEST_F(UdpServiceTest, DatagramsBeyondTheReceiveBufferAreCounted) {
  const UdpClient client(endpoint_);
  const std::vector<uint8_t> datagram(kUdpQuerySizeMax);
  const size_t sent = kUdpReceiveBufferSize / datagram.size() * 4;
  for (size_t i = 0; i < sent; ++i) client.Send(datagram);
  context_.poll();
  EXPECT_LT(responder_.counters().udp_queries.value(), sent);
  service_->CountOverflow();
  service_->CountOverflow();
  EXPECT_EQ(responder_.counters().udp_queries.value() + counters_.overflowed.value(), sent);
}

TEST_F(UdpServiceTest, QueriesThatCameAsOneAreAllAnswered) {
  constexpr size_t kCount = 40;
  const UdpClient client(endpoint_);
  const auto query = LdnsQuery(kWeb, Type::kA);
  std::vector<uint8_t> joined;
  for (size_t i = 0; i < kCount; ++i) joined.insert(joined.end(), query.begin(), query.end());
  for (int i = 0; i < 3; ++i) client.SendJoined(joined, static_cast<uint16_t>(query.size()));
  context_.poll();
  EXPECT_EQ(responder_.counters().udp_queries.value(), 3 * kCount);
  size_t replies = 0;
  for (; client.HasReceived(); ++replies) client.Receive();
  EXPECT_EQ(replies, 3 * kCount);
}

}  // namespace
}  // namespace signpost::dns
