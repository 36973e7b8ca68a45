// Datagrams that come and go together, between sockets of the test's own.

#include "dns/udp_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <vector>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Octets 0, 1, 2 ... 255, 0, 1 ...
std::vector<uint8_t> Octets(size_t size) {
  std::vector<uint8_t> octets(size);
  for (size_t i = 0; i < size; ++i) octets[i] = static_cast<uint8_t>(i);
  return octets;
}

class UdpBatchTest : public ::testing::Test {
 protected:
  explicit UdpBatchTest(const char* address = "127.0.0.1")
      : socket_(std::move(OpenSockets(EndpointOf(address))->udp)),
        endpoint_(BoundEndpoint(socket_.number())) {}

  // Takes what comes, `count` datagrams at least. Whoever asked gets a reply of each of `sizes`
  // octets.
  void Reply(size_t count, const std::vector<size_t>& sizes) {
    for (size_t received = 0; received < count;) {
      Receive();
      for (auto queries = batch_.receiver.Next(); !queries.empty();
           queries = batch_.receiver.Next()) {
        received += queries.size();
        for (const UdpDatagram& query : queries) AddReplies(query.peer, sizes);
      }
    }
    batch_.sender.Send(socket_.number(), &counters_);
  }

  // Waits for something to come.
  bool Receive() {
    pollfd waiting{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(poll(&waiting, 1, 60'000), 1);
    return batch_.receiver.Receive(socket_.number());
  }

  static std::vector<size_t> SizesReceived(const UdpClient& client, size_t count) {
    std::vector<size_t> sizes;
    for (size_t i = 0; i < count; ++i) sizes.push_back(client.Receive().size());
    EXPECT_FALSE(client.HasReceived());
    return sizes;
  }

  FileDescriptor socket_;
  const Endpoint endpoint_;
  UdpBatch batch_{1232};
  UdpCounters counters_;
  const std::vector<uint8_t> octets_ = Octets(4096);

 private:
  void AddReplies(UdpPeer* peer, const std::vector<size_t>& sizes) {
    for (const size_t size : sizes) batch_.sender.Add(peer, Bytes(octets_).first(size));
  }
};

TEST_F(UdpBatchTest, DatagramsThatComeAsOneAreTakenApart) {
  UdpClient(endpoint_).SendJoined(Octets(25), 10);
  EXPECT_FALSE(Receive());
  std::vector<std::vector<uint8_t>> received;
  for (const UdpDatagram& datagram : batch_.receiver.Next()) {
    received.emplace_back(datagram.octets.begin(), datagram.octets.end());
  }
  const auto all = Octets(25);
  EXPECT_THAT(received, ElementsAre(std::vector(all.begin(), all.begin() + 10),
                                    std::vector(all.begin() + 10, all.begin() + 20),
                                    std::vector(all.begin() + 20, all.end())));
  EXPECT_THAT(batch_.receiver.Next(), IsEmpty());
}

TEST_F(UdpBatchTest, MoreThanABatchIsGivenInTurns) {
  const UdpClient client(endpoint_);
  for (int i = 0; i < 3; ++i) client.SendJoined(Octets(60 * 12), 12);
  size_t received = 0;
  while (received < 3 * 60U) {
    Receive();
    for (auto batch = batch_.receiver.Next(); !batch.empty(); batch = batch_.receiver.Next()) {
      ASSERT_LE(batch.size(), kUdpBatchSize);
      EXPECT_TRUE(std::ranges::all_of(batch, [](auto& one) { return one.octets.size() == 12; }));
      received += batch.size();
    }
  }
  EXPECT_EQ(received, 3 * 60U);
}

TEST_F(UdpBatchTest, AnEmptyDatagramIsOne) {
  UdpClient(endpoint_).Send({});
  Receive();
  const auto received = batch_.receiver.Next();
  ASSERT_THAT(received, SizeIs(1));
  EXPECT_THAT(received[0].octets, IsEmpty());
}

TEST_F(UdpBatchTest, NothingComesFromASocketWithoutDatagrams) {
  EXPECT_FALSE(batch_.receiver.Receive(socket_.number()));
  EXPECT_THAT(batch_.receiver.Next(), IsEmpty());
}

TEST_F(UdpBatchTest, RepliesOfOneClientAndSizeLeaveTogetherAndArriveApart) {
  const UdpClient client(endpoint_);
  client.Send(Octets(20));
  Reply(1, {100, 90, 100, 80, 90, 100});
  EXPECT_EQ(counters_.joined.value(), 5U);
  EXPECT_THAT(SizesReceived(client, 6), ElementsAre(100, 100, 100, 90, 90, 80));
}

TEST_F(UdpBatchTest, RepliesOfOtherClientsAreNotMixed) {
  const UdpClient one(endpoint_);
  const UdpClient other(endpoint_);
  const UdpClient elsewhere(endpoint_, EndpointOf("127.0.0.9").address);
  for (const UdpClient* client : {&one, &other, &elsewhere, &one, &other, &elsewhere}) {
    client->Send(Octets(20));
  }
  Reply(6, {100});
  EXPECT_EQ(counters_.joined.value(), 6U);
  EXPECT_THAT(SizesReceived(one, 2), ElementsAre(100, 100));
  EXPECT_THAT(SizesReceived(other, 2), ElementsAre(100, 100));
  EXPECT_THAT(SizesReceived(elsewhere, 2), ElementsAre(100, 100));
}

TEST_F(UdpBatchTest, NoMoreIsJoinedThanADatagramCanCarry) {
  const UdpClient client(endpoint_);
  client.Send(Octets(20));
  Reply(1, std::vector<size_t>(kUdpBatchSize, 1232));
  EXPECT_EQ(counters_.joined.value(), kUdpBatchSize);
  EXPECT_EQ(counters_.unsent.value(), 0U);
  EXPECT_THAT(SizesReceived(client, kUdpBatchSize), Each(1232U));
}

TEST_F(UdpBatchTest, WhatANarrowPathWouldCutLeavesByItself) {
  const UdpClient client(endpoint_);
  client.Send(Octets(20));
  Reply(1, {1233, 1233, 1232, 1232});
  EXPECT_EQ(counters_.joined.value(), 2U);
  EXPECT_THAT(SizesReceived(client, 4), ElementsAre(1233, 1233, 1232, 1232));
}

TEST_F(UdpBatchTest, WhatTheSystemDoesNotJoinLeavesOneByOne) {
  constexpr int kOn = 1;  // without checksums nothing can be cut
  setsockopt(socket_.number(), SOL_SOCKET, SO_NO_CHECK, &kOn, sizeof(kOn));
  const UdpClient client(endpoint_);
  client.Send(Octets(20));
  Reply(1, {100, 100, 90, 100});
  EXPECT_EQ(counters_.parted.value(), 3U);
  EXPECT_THAT(SizesReceived(client, 4), ElementsAre(100, 100, 100, 90));
  client.Send(Octets(20));
  Reply(1, {100, 100});  // it does not try again at once
  EXPECT_EQ(counters_.joined.value(), 3U);
  EXPECT_THAT(SizesReceived(client, 2), ElementsAre(100, 100));
  EXPECT_EQ(counters_.unsent.value(), 0U);
}

TEST_F(UdpBatchTest, RepliesThatTheSystemDoesNotTakeAreCounted) {
  UdpPeer nobody;
  msghdr header{};
  nobody.AwaitFrom(&header);
  std::fill_n(static_cast<uint8_t*>(header.msg_name), header.msg_namelen, uint8_t{0});
  nobody.TakeControl(&header);
  for (const size_t size : {100, 100, 90}) batch_.sender.Add(&nobody, Bytes(octets_).first(size));
  batch_.sender.Send(socket_.number(), &counters_);
  EXPECT_EQ(counters_.unsent.value(), 3U);
}

class UdpBatchOfAnyAddressTest : public UdpBatchTest {
 protected:
  UdpBatchOfAnyAddressTest() : UdpBatchTest("0.0.0.0") {}
};

TEST_F(UdpBatchOfAnyAddressTest, RepliesLeaveFromTheAddressThatWasAsked) {
  const UdpClient one({EndpointOf("127.0.0.3").address, endpoint_.port});
  const UdpClient other({EndpointOf("127.0.0.4").address, endpoint_.port});
  one.SendJoined(Octets(40), 20);
  other.Send(Octets(20));
  Reply(3, {100});
  EXPECT_EQ(counters_.joined.value(), 2U);
  EXPECT_THAT(SizesReceived(one, 2), ElementsAre(100, 100));  // connected: from no other address
  EXPECT_THAT(SizesReceived(other, 1), ElementsAre(100));
}

class UdpBatchOverIpv6Test : public UdpBatchTest {
 protected:
  UdpBatchOverIpv6Test() : UdpBatchTest(HasIpv6() ? "::" : "127.0.0.1") {}
};

TEST_F(UdpBatchOverIpv6Test, RepliesLeaveTogetherToo) {
  if (!HasIpv6()) GTEST_SKIP() << "there is no ::1 here";
  const UdpClient client({EndpointOf("::1").address, endpoint_.port});
  client.SendJoined(Octets(60), 20);
  Reply(3, {100});
  EXPECT_EQ(counters_.joined.value(), 3U);
  EXPECT_THAT(SizesReceived(client, 3), ElementsAre(100, 100, 100));
}

}  // namespace
}  // namespace signpost::dns
