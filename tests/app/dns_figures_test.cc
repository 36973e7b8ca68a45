#include "app/dns_figures.h"

#include <gtest/gtest.h>

#include "app/room_options.h"
#include "base/status_board.h"
#include "records/snapshot_publisher.h"

namespace signpost::app {
namespace {

class DnsFiguresTest : public ::testing::Test {
 protected:
  std::unique_ptr<dns::DnsServer> Server() const {
    return std::make_unique<dns::DnsServer>(DnsOptionsOf(Config()), &publisher_);
  }

  StatusBoard board_;
  const records::SnapshotPublisher publisher_{
      mesos::ClusterZone(ZoneOptionsOf(Config(), 0), &board_).Empty()};
  DnsFigures figures_;
};

TEST_F(DnsFiguresTest, AreThoseOfAServerThatWasReplacedToo) {
  const auto first = Server();
  figures_.Add(first.get());
  const auto names = figures_.Counters();
  EXPECT_TRUE(names.contains("dns_udp_queries"));
  figures_.Remove(first.get());
  EXPECT_EQ(figures_.Counters(), names);
  const auto second = Server();
  figures_.Add(second.get());
  EXPECT_EQ(figures_.Counters(), names);
}

TEST_F(DnsFiguresTest, AreNoneBeforeThereIsAServer) { EXPECT_TRUE(figures_.Counters().empty()); }

}  // namespace
}  // namespace signpost::app
