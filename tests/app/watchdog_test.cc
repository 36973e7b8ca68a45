#include "app/watchdog.h"

#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using namespace std::chrono_literals;

TEST(Watchdog, LooksTwiceAnIntervalAndNeverWhenNobodyWatches) {
  const auto none = [] { return std::vector<uint64_t>(); };
  EXPECT_EQ(Watchdog(none, 30s).pause(), 15s);
  EXPECT_EQ(Watchdog(none, std::nullopt).pause(), std::nullopt);
}

TEST(Watchdog, WorkersThatTurnAreAlive) {
  std::vector<uint64_t> turns = {1, 1};
  Watchdog watchdog([&] { return turns; }, 30s);
  EXPECT_TRUE(watchdog.Look());
  turns = {2, 9};
  EXPECT_TRUE(watchdog.Look());
}

TEST(Watchdog, OneWorkerThatStandsStillIsEnough) {
  std::vector<uint64_t> turns = {1, 1};
  Watchdog watchdog([&] { return turns; }, 30s);
  EXPECT_TRUE(watchdog.Look());
  turns = {2, 1};
  EXPECT_FALSE(watchdog.Look());
  turns = {3, 2};
  EXPECT_TRUE(watchdog.Look());
}

TEST(Watchdog, WithoutWorkersThereIsNothingToHang) {
  Watchdog watchdog([] { return std::vector<uint64_t>(); }, 30s);
  EXPECT_TRUE(watchdog.Look());
  EXPECT_TRUE(watchdog.Look());
}

TEST(Watchdog, WorkersThatWereReplacedCountAnew) {
  std::vector<uint64_t> turns = {7};
  Watchdog watchdog([&] { return turns; }, std::nullopt);
  EXPECT_TRUE(watchdog.Look());
  watchdog.Forget();
  EXPECT_TRUE(watchdog.Look());
  EXPECT_FALSE(watchdog.Look());
}

}  // namespace
}  // namespace signpost::app
