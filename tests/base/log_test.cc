#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace signpost::log {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

constexpr std::chrono::steady_clock::time_point kStart{std::chrono::hours(1)};

// The lines that `write` puts on standard error.
std::vector<std::string> LinesOf(const std::function<void()>& write) {
  ::testing::internal::CaptureStderr();
  write();
  std::istringstream stream(::testing::internal::GetCapturedStderr());
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Log, LineHasTimeInUtcLevelAndMessage) {
  const std::string time =
      "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
      "\\.[0-9][0-9][0-9]Z ";
  EXPECT_THAT(
      LinesOf([] {
        Info("started");
        Warning("no masters");
        Error("port 53 is in use");
      }),
      ElementsAre(MatchesRegex(time + "info started"), MatchesRegex(time + "warning no masters"),
                  MatchesRegex(time + "error port 53 is in use")));
}

TEST(Log, LinesBelowTheLevelAreLeftOut) {
  EXPECT_THAT(LinesOf([] { Debug("a detail"); }), IsEmpty());
  SetLevel(Level::kError);
  EXPECT_THAT(LinesOf([] { Warning("no masters"); }), IsEmpty());
  EXPECT_THAT(LinesOf([] { Error("no masters"); }), SizeIs(1));
  SetLevel(Level::kDebug);
  EXPECT_THAT(LinesOf([] { Debug("a detail"); }), ElementsAre(EndsWith("debug a detail")));
  SetLevel(Level::kInfo);
}

TEST(Log, MessageIsNoFormat) {
  EXPECT_THAT(LinesOf([] { Info("{} %s %v {0}"); }), ElementsAre(EndsWith("info {} %s %v {0}")));
}

TEST(Log, MessageWithALineBreakStaysOneLine) {
  EXPECT_THAT(LinesOf([] { Info("a\nb\x1b[0m"); }), ElementsAre(EndsWith("info a\\x0ab\\x1b[0m")));
}

TEST(Log, JsonIsOneObjectALineWithQuotesAndBackslashesEscaped) {
  SetFormat(Format::kJson, false);
  EXPECT_THAT(LinesOf([] { Warning("a \"b\" \\x0a"); }),
              ElementsAre(MatchesRegex("\\{\"time\":\"[-0-9T:.]+Z\",\"level\":\"warning\","
                                       "\"message\":\"a .\"b.\" ..x0a\"\\}")));
  SetFormat(Format::kText, false);
}

TEST(Log, LinesOfTheJournalHavePrioritiesAndNoTime) {
  SetFormat(Format::kText, true);
  SetLevel(Level::kDebug);
  EXPECT_THAT(LinesOf([] {
                Debug("d");
                Info("i");
                Warning("w");
                Error("e");
              }),
              ElementsAre("<7>d", "<6>i", "<4>w", "<3>e"));
  SetLevel(Level::kInfo);
  SetFormat(Format::kJson, true);
  EXPECT_THAT(LinesOf([] { Error("e"); }),
              ElementsAre("<3>{\"level\":\"error\",\"message\":\"e\"}"));
  SetFormat(Format::kText, false);
}

TEST(Log, JournalIsOnlyWhereStandardErrorIsWhatTheVariableNames) {
  struct stat info {};
  ASSERT_EQ(fstat(STDERR_FILENO, &info), 0);
  const std::string here = std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino);
  setenv("JOURNAL_STREAM", here.c_str(), 1);
  EXPECT_TRUE(IsJournal());
  setenv("JOURNAL_STREAM", (here + "1").c_str(), 1);
  EXPECT_FALSE(IsJournal());
  unsetenv("JOURNAL_STREAM");
  EXPECT_FALSE(IsJournal());
}

TEST(Log, OnePlaceInTheSourceIsBoundedAndWhatItDidNotSayIsCounted) {
  const uint64_t before = SuppressedCount();
  EXPECT_THAT(LinesOf([] {
                for (int i = 0; i < 1000; ++i) Info("message " + std::to_string(i));
              }),
              SizeIs(kMaxLinesPerKind));
  EXPECT_EQ(SuppressedCount() - before, 1000 - kMaxLinesPerKind);
}

TEST(Log, PlacesInTheSourceDoNotTakeEachOthersLines) {
  const auto log = [] {  // outside of a macro, whose lines would all be one place
    for (int i = 0; i < 1000; ++i) Info("a message " + std::to_string(i));
    Info("another one");
  };
  EXPECT_THAT(LinesOf(log), SizeIs(kMaxLinesPerKind + 1));
}

TEST(Log, ListsAreWrittenWhole) {
  EXPECT_THAT(LinesOf([] {
                for (int i = 0; i < 100; ++i) Always(Level::kError, "fault");
              }),
              SizeIs(100));
}

TEST(RepeatedMessage, FirstMessageIsLogged) {
  RepeatedMessage message(seconds(10));
  EXPECT_THAT(LinesOf([&] { message.Log(Level::kWarning, "no answer", kStart); }),
              ElementsAre(EndsWith("warning no answer")));
}

TEST(RepeatedMessage, FirstMessageIsLoggedAtTheClocksZeroToo) {
  RepeatedMessage message(seconds(10));
  EXPECT_THAT(LinesOf([&] { message.Log(Level::kInfo, "no answer", {}); }), SizeIs(1));
}

TEST(RepeatedMessage, MessagesWithinTheIntervalAreLeftOut) {
  RepeatedMessage message(seconds(10));
  EXPECT_THAT(LinesOf([&] {
                message.Log(Level::kInfo, "no answer", kStart);
                message.Log(Level::kInfo, "no answer", kStart);
                message.Log(Level::kInfo, "no answer", kStart + seconds(9));
              }),
              SizeIs(1));
}

TEST(RepeatedMessage, NextLineSaysHowManyWereLeftOut) {
  static LogLimiter::Time now;  // of the log too, which counts equal lines itself
  SetClockForTest([] { return now; });
  RepeatedMessage message(seconds(100));
  const auto log_at = [&](int s) {
    now = kStart + seconds(s);
    message.Log(Level::kInfo, "no answer", now);
  };
  EXPECT_THAT(LinesOf([&] {
                for (int s = 0; s <= 200; s += 10) log_at(s);
                log_at(300);
              }),
              ElementsAre(EndsWith("no answer"), EndsWith("no answer (10 times in 100 s)"),
                          EndsWith("no answer (10 times in 100 s)"), EndsWith("no answer")));
  SetClockForTest(nullptr);
}

TEST(RepeatedMessage, IntervalIsCountedFromTheLastLineNotFromTheLastMessage) {
  RepeatedMessage message(seconds(10));
  EXPECT_THAT(LinesOf([&] {
                message.Log(Level::kInfo, "no answer", kStart);
                message.Log(Level::kInfo, "no answer", kStart + seconds(9));
                message.Log(Level::kInfo, "no answer", kStart + seconds(10));
              }),
              SizeIs(2));
}

}  // namespace
}  // namespace signpost::log
