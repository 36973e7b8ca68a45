#include "poller/poll_schedule.h"

#include <gtest/gtest.h>

namespace signpost::poller {
namespace {

using std::chrono::seconds;

const PollSchedule::Clock::time_point kStart{seconds(1'000)};

TEST(PollSchedule, TheFirstPollIsDueAtOnce) { EXPECT_LE(PollSchedule(seconds(60)).Due(), kStart); }

TEST(PollSchedule, TheFirstPollWaitsForWhatMayComeFirst) {
  PollSchedule schedule(seconds(60));
  schedule.StartBy(kStart + seconds(1));
  EXPECT_EQ(schedule.Due(), kStart + seconds(1));
  schedule.Want(kStart);
  EXPECT_EQ(schedule.Due(), kStart);
}

TEST(PollSchedule, PollsComeARefreshApart) {
  PollSchedule schedule(seconds(60));
  EXPECT_FALSE(schedule.Begin(kStart));
  schedule.End(kStart + seconds(1), true);
  EXPECT_EQ(schedule.Due(), kStart + seconds(61));
}

TEST(PollSchedule, ASlowMasterRestsNineTimesAsLongWhoeverWantsAPoll) {
  PollSchedule schedule(seconds(60));
  schedule.Begin(kStart);
  schedule.End(kStart + seconds(10), true);
  EXPECT_EQ(schedule.Due(), kStart + seconds(100));
  schedule.Want(kStart + seconds(11));
  EXPECT_EQ(schedule.Due(), kStart + seconds(100));
  schedule.ForgetRest();
  EXPECT_EQ(schedule.Due(), kStart + seconds(11));
}

TEST(PollSchedule, AWishDuringAPollIsKeptForTheNext) {
  PollSchedule schedule(seconds(60));
  schedule.Begin(kStart);
  schedule.Want(kStart + seconds(1));
  schedule.End(kStart, true);
  EXPECT_EQ(schedule.Due(), kStart + seconds(1));
  EXPECT_TRUE(schedule.Begin(kStart + seconds(1)));
}

TEST(PollSchedule, AFailedPollIsTriedAgainSoonButNeverLaterThanARefresh) {
  PollSchedule schedule(seconds(60));
  for (int i = 0; i < 20; ++i) {
    schedule.Begin(kStart);
    schedule.End(kStart, false);
    EXPECT_GT(schedule.Due(), kStart);
    EXPECT_LE(schedule.Due(), kStart + seconds(60));
  }
  PollSchedule eager(seconds(0));
  eager.Begin(kStart);
  eager.End(kStart, false);
  EXPECT_EQ(eager.Due(), kStart);
}

}  // namespace
}  // namespace signpost::poller
