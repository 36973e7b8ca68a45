#include "poller/body_allowance.h"

#include <gtest/gtest.h>

namespace signpost::poller {
namespace {

constexpr uint64_t kMost = uint64_t{1} << 30;
constexpr uint64_t kState = 50 << 20;
const BodyAllowance::Clock::time_point kStart{std::chrono::hours(1)};

TEST(BodyAllowance, IsAllThatThereIsBeforeTheFirstState) {
  const BodyAllowance allowance(kMost);
  EXPECT_EQ(allowance.For(std::nullopt, false), kMost);
  EXPECT_EQ(allowance.For(1000, true), kMost);
}

TEST(BodyAllowance, IsTwiceTheLargestStateWhereNothingIsAnnounced) {
  BodyAllowance allowance(kMost);
  allowance.Good(kState);
  allowance.Good(1000);
  EXPECT_EQ(allowance.For(std::nullopt, false), 2 * kState);
  EXPECT_EQ(allowance.For(std::nullopt, true), 2 * kState);
}

TEST(BodyAllowance, IsNeverTooSmallForASmallClusterThatGrows) {
  BodyAllowance allowance(kMost);
  allowance.Good(1000);
  EXPECT_EQ(allowance.For(std::nullopt, false), kAllowanceMin);
}

TEST(BodyAllowance, IsAllThatThereIsForWhatIsAnnounced) {
  BodyAllowance allowance(kMost);
  allowance.Good(1000);
  EXPECT_EQ(allowance.For(kMost / 2, false), kMost);
}

TEST(BodyAllowance, IsByTheAnnouncedLengthForWhatIsPacked) {
  BodyAllowance allowance(kMost);
  allowance.Good(1000);
  EXPECT_EQ(allowance.For(1 << 20, true), kUnpackRatioMax << 20);
  EXPECT_EQ(allowance.For(1000, true), kAllowanceMin);
  EXPECT_EQ(allowance.For(~uint64_t{0}, true), kMost);
}

TEST(BodyAllowance, GrowsOnceAMinuteWhileItIsTooSmall) {
  BodyAllowance allowance(kMost);
  allowance.Good(kState);
  for (int second = 0; second < 60; ++second) {
    allowance.Refused(kStart + std::chrono::seconds(second));
    EXPECT_EQ(allowance.For(std::nullopt, false), 2 * kState);
  }
  allowance.Refused(kStart + std::chrono::seconds(60));
  EXPECT_EQ(allowance.For(std::nullopt, false), 4 * kState);
  for (int minute = 1; minute < 60; ++minute) {
    allowance.Refused(kStart + std::chrono::minutes(minute));
  }
  EXPECT_EQ(allowance.For(std::nullopt, false), kMost);
  allowance.Good(kState);
  EXPECT_EQ(allowance.For(std::nullopt, false), 2 * kState);
}

}  // namespace
}  // namespace signpost::poller
