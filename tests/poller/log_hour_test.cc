// An hour without masters and ZooKeeper, on a clock that the test turns.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/log.h"
#include "poller/poll_report.h"
#include "poller/zk_report.h"

namespace signpost::poller {
namespace {

using std::chrono::seconds;
using Time = log::LogLimiter::Time;

constexpr int kHour = 3600;
constexpr int kMaxLinesAnHour = 200;

Time now{std::chrono::hours(1)};

class LogHour : public ::testing::Test {
 protected:
  LogHour() {
    log::SetClockForTest([] { return now; });
  }
  ~LogHour() override { log::SetClockForTest(nullptr); }

  // Lines that an hour of calling `each_second` writes.
  template <typename EachSecond>
  int LinesOf(EachSecond each_second) {
    ::testing::internal::CaptureStderr();
    for (int second = 0; second < kHour; ++second) {
      each_second(second);
      now += seconds(1);
      log::TellRepeated();
    }
    const std::string text = ::testing::internal::GetCapturedStderr();
    return static_cast<int>(std::ranges::count(text, '\n'));
  }

  StatusBoard board_;
  PollReport polls_{&board_};
  ZkReport zk_{&board_, "127.0.0.1:2181/mesos"};
};

TEST_F(LogHour, OfADeadMasterAndADeadZooKeeperIsShort) {
  EXPECT_LT(LinesOf([&](int) {
              polls_.Failed({"connect", "127.0.0.1:5050: connection refused"}, now);
              zk_.Failed({"connect", "connection loss"}, now);
            }),
            kMaxLinesAnHour / 2);
}

TEST_F(LogHour, IsShortWhereTheReasonAndTheTextAreOthersEachTime) {
  EXPECT_LT(LinesOf([&](int second) {
              const std::string text = "port " + std::to_string(second);
              polls_.Failed({second % 2 == 0 ? "connect" : "timeout", text}, now);
              zk_.Failed({second % 2 == 0 ? "connect" : "session", text}, now);
            }),
            kMaxLinesAnHour / 2);
}

TEST_F(LogHour, IsShortWhereAMasterComesAndGoes) {
  EXPECT_LT(LinesOf([&](int second) {
              if (second % 2 == 0) {
                polls_.Failed({"connect", "connection refused"}, now);
              } else {
                polls_.Succeeded("127.0.0.1:5050", 100, {},
                                 std::chrono::system_clock::time_point());
              }
            }),
            kMaxLinesAnHour / 2);
}

}  // namespace
}  // namespace signpost::poller
