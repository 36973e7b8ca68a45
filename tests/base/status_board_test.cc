#include "base/status_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace signpost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Value = StatusBoard::Value;

TEST(StatusBoard, IsEmptyAtFirst) {
  const StatusBoard board;
  EXPECT_THAT(board.All(), IsEmpty());
  EXPECT_EQ(board.Number("polls"), 0);
}

TEST(StatusBoard, ShowsNumbersAndTextsInTheOrderOfTheirNames) {
  StatusBoard board;
  board.Set("state_age_s", 7);
  board.Set("leader", "10.0.0.1:5050");
  board.Set("polls", -1);
  EXPECT_THAT(board.All(),
              ElementsAre(Pair("leader", Value("10.0.0.1:5050")), Pair("polls", Value(int64_t{-1})),
                          Pair("state_age_s", Value(int64_t{7}))));
  EXPECT_EQ(board.Number("state_age_s"), 7);
}

TEST(StatusBoard, LaterValueTakesThePlaceOfTheFormerWhateverItsKind) {
  StatusBoard board;
  board.Set("leader", "10.0.0.1:5050");
  board.Set("leader", 3);
  EXPECT_EQ(board.Number("leader"), 3);
  board.Set("leader", "");
  EXPECT_THAT(board.All(), ElementsAre(Pair("leader", Value(""))));
}

TEST(StatusBoard, AddStartsAtZero) {
  StatusBoard board;
  board.Add("polls");
  board.Add("polls", 4);
  board.Add("balance", -2);
  EXPECT_EQ(board.Number("polls"), 5);
  EXPECT_EQ(board.Number("balance"), -2);
}

TEST(StatusBoard, TextIsNoNumberAndIsNotAddedTo) {
  StatusBoard board;
  board.Set("leader", "10.0.0.1:5050");
  board.Add("leader", 1);
  EXPECT_EQ(board.Number("leader"), 0);
  EXPECT_THAT(board.All(), ElementsAre(Pair("leader", Value("10.0.0.1:5050"))));
}

TEST(StatusBoard, LosesNothingWhenSeveralThreadsSetAddAndRead) {
  constexpr int kRounds = 2000;
  StatusBoard board;
  std::vector<std::thread> threads(3);
  for (size_t thread = 0; thread < threads.size(); ++thread) {
    threads[thread] = std::thread([&board, own = "thread_" + std::to_string(thread)] {
      for (int i = 1; i <= kRounds; ++i) {
        board.Add("all");
        board.Set(own, i);
        board.Set("last", own);
        EXPECT_EQ(board.Number(own), i);
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    const auto all = board.All();
    EXPECT_LE(all.size(), 5u);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(board.Number("all"), 3 * kRounds);
  EXPECT_EQ(board.Number("thread_2"), kRounds);
}

}  // namespace
}  // namespace signpost
