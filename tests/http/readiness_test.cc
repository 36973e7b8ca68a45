#include "http/readiness.h"

#include <gmock/gmock.h>

#include "http/test_zone.h"

namespace signpost::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReadinessTest : public ::testing::Test {
 protected:
  void SetAge(int64_t seconds) {
    figures_.board["data_unix_s"] = UnixSeconds(figures_.now) - seconds;
  }

  const std::shared_ptr<const records::Snapshot> known_ = testing::SnapshotOf({});
  const std::shared_ptr<const records::Snapshot> unknown_ = testing::UnknownZone();
  StatusFigures figures_{.snapshot = known_.get(),
                         .board = {},
                         .dns = {},
                         .now = std::chrono::system_clock::time_point(std::chrono::hours(500'000)),
                         .max_stale = std::chrono::seconds(600)};
};

TEST_F(ReadinessTest, WhoKnowsTheZoneIsReady) {
  SetAge(600);
  const Readiness readiness = ReadinessOf(figures_);
  EXPECT_TRUE(readiness.is_ready);
  EXPECT_THAT(readiness.problems, IsEmpty());
  EXPECT_EQ(ReadyBody(readiness, figures_), R"({"ready":true,"data_age_s":600,"problems":[]})");
}

TEST_F(ReadinessTest, WithoutAStateNobodyIs) {
  figures_.snapshot = unknown_.get();
  const Readiness readiness = ReadinessOf(figures_);
  EXPECT_FALSE(readiness.is_ready);
  EXPECT_THAT(readiness.problems, ElementsAre("the state of the cluster is not known yet"));
}

TEST_F(ReadinessTest, OldDataIsNotServedReadily) {
  SetAge(601);
  const Readiness readiness = ReadinessOf(figures_);
  EXPECT_FALSE(readiness.is_ready);
  EXPECT_EQ(ReadyBody(readiness, figures_),
            R"({"ready":false,"data_age_s":601,"problems":["the data is 601 s old, over )"
            R"(maxStaleSeconds 600"]})");
}

TEST_F(ReadinessTest, WithoutALimitNoAgeIsTooGreat) {
  figures_.max_stale = std::chrono::seconds(0);
  SetAge(1'000'000);
  EXPECT_TRUE(ReadinessOf(figures_).is_ready);
}

TEST_F(ReadinessTest, WhoIsStoppingIsNotReady) {
  SetAge(1);
  figures_.board["stopping"] = int64_t{1};
  EXPECT_EQ(ReadyBody(ReadinessOf(figures_), figures_),
            R"({"ready":false,"data_age_s":1,"problems":["stopping"]})");
}

TEST_F(ReadinessTest, ZooKeepersSilenceIsAProblemAndNoReasonByItself) {
  SetAge(1);
  figures_.board["zk_detection_late"] = int64_t{1};
  EXPECT_TRUE(ReadinessOf(figures_).is_ready);
  figures_.snapshot = unknown_.get();
  const Readiness readiness = ReadinessOf(figures_);
  EXPECT_FALSE(readiness.is_ready);
  EXPECT_THAT(readiness.problems,
              ElementsAre("the state of the cluster is not known yet",
                          "ZooKeeper silent for longer than zkDetectionTimeout"));
}

}  // namespace
}  // namespace signpost::http
