#include "base/log_limiter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace signpost::log {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

constexpr LogLimiter::Time kStart{std::chrono::hours(1)};
constexpr LogLimiter::Kind kHere{"here.cc", 1};

class LogLimiterTest : public ::testing::Test {
 protected:
  std::optional<std::string> Take(const std::string& text, seconds at, Level level = Level::kInfo) {
    return limiter_.Take(kHere, level, text, kStart + at);
  }

  // Lines of `count` messages, no two of them equal.
  int LinesOf(int count, seconds pause, Level level = Level::kInfo) {
    int lines = 0;
    for (int i = 0; i < count; ++i) {
      lines += Take("message " + std::to_string(i), i * pause, level) ? 1 : 0;
    }
    return lines;
  }

  LogLimiter limiter_;
};

TEST_F(LogLimiterTest, EqualMessagesAreWrittenOnceAndCountedInTheNextLine) {
  EXPECT_THAT(Take("no answer", seconds(0)), Optional(std::string("no answer")));
  for (int s = 1; s <= 36; ++s) EXPECT_EQ(Take("no answer", seconds(s)), std::nullopt);
  EXPECT_THAT(Take("no answer", seconds(60)),
              Optional(std::string("no answer (37 times in 60 s)")));
  EXPECT_EQ(limiter_.suppressed(), 36);
}

TEST_F(LogLimiterTest, WhatHasFallenSilentIsToldOfWhenItIsDue) {
  Take("no answer", seconds(0));
  Take("no answer", seconds(1));
  Take("no answer", seconds(2));
  EXPECT_THAT(limiter_.Due(kStart + seconds(59)), IsEmpty());
  const auto lines = limiter_.Due(kStart + seconds(60));
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].text, "no answer (2 times in 60 s)");
  EXPECT_EQ(lines[0].level, Level::kInfo);
  EXPECT_THAT(limiter_.Due(kStart + seconds(200)), IsEmpty());
}

TEST_F(LogLimiterTest, AChangedMessageIsWrittenAtOnce) {
  Take("no answer", seconds(0));
  EXPECT_THAT(Take("refused", seconds(1)), Optional(std::string("refused")));
}

TEST_F(LogLimiterTest, KindHasSomeLinesAtOnceWhateverTheyAre) {
  EXPECT_EQ(LinesOf(1000, seconds(0)), kMaxLinesPerKind);
  EXPECT_EQ(limiter_.suppressed(), 1000 - kMaxLinesPerKind);
}

TEST_F(LogLimiterTest, AnHourOfChangingMessagesHasOneLineMoreAnInterval) {
  EXPECT_EQ(LinesOf(3600, seconds(1)), kMaxLinesPerKind + minutes(59) / kLineInterval);
}

TEST_F(LogLimiterTest, KindsDoNotTakeEachOthersLines) {
  LinesOf(100, seconds(0));
  EXPECT_NE(limiter_.Take({"there.cc", 1}, Level::kInfo, "message", kStart), std::nullopt);
}

TEST_F(LogLimiterTest, DebugLinesHaveALimitOfTheirOwn) {
  EXPECT_EQ(LinesOf(1000, seconds(0), Level::kDebug), kMaxDebugLinesPerKind);
}

}  // namespace
}  // namespace signpost::log
