#include "poller/state_keeper.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "poller/fake_answer.h"
#include "support/files.h"
#include "support/test_folder.h"

namespace signpost::poller {
namespace {

using signpost::testing::ReadFile;
using signpost::testing::TestFolder;
using testing::StateText;

constexpr uint64_t kAnySize = 1 << 20;
const StateKeeper::Clock::time_point kStart{std::chrono::hours(1)};

class PollerStateKeeper : public ::testing::Test {
 protected:
  static bool Write(StateKeeper* keeper, std::string_view document,
                    StateKeeper::Clock::time_point now) {
    keeper->Begin(now);
    keeper->Add(document.substr(0, 2));
    keeper->Add(document.substr(2));
    return keeper->End(now);
  }
  // Nothing of it is held.
  static bool Keep(StateKeeper* keeper, std::string_view document,
                   StateKeeper::Clock::time_point now) {
    const bool is_written = Write(keeper, document, now);
    keeper->Settle(/*is_held=*/false);
    return is_written;
  }
  bool Keep(std::string_view document, StateKeeper::Clock::time_point now) {
    return Keep(&keeper_, document, now);
  }

  std::string Kept() const { return ReadFile(folder_.Path("last-state.json")); }

  TestFolder folder_;
  StateKeeper keeper_{folder_.Path("")};
};

TEST_F(PollerStateKeeper, KeepsAStateForTheNextStart) {
  ASSERT_TRUE(Keep(StateText("master@10.0.0.1:5050"), kStart));
  auto kept = StateKeeper(folder_.Path("")).Read(kAnySize);
  ASSERT_TRUE(kept && kept->ok());
  EXPECT_EQ(kept->value().state.state.leader, "master@10.0.0.1:5050");
}

TEST_F(PollerStateKeeper, WritesOnceAnInterval) {
  ASSERT_TRUE(Keep("first", kStart));
  EXPECT_TRUE(Keep("second", kStart + kKeepInterval - std::chrono::seconds(1)));
  EXPECT_EQ(Kept(), "first");
  EXPECT_TRUE(Keep("third", kStart + kKeepInterval));
  EXPECT_EQ(Kept(), "third");
}

TEST_F(PollerStateKeeper, LeavesNothingAsideAndNothingForOthersToRead) {
  ASSERT_TRUE(Keep("state", kStart));
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("last-state.json.new")));
  const auto permissions = std::filesystem::status(folder_.Path("last-state.json")).permissions();
  EXPECT_EQ(permissions & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
}

TEST_F(PollerStateKeeper, KeepsTheLastStateOfWhichNothingIsHeld) {
  ASSERT_TRUE(Keep("first", kStart));
  ASSERT_TRUE(Write(&keeper_, "second", kStart + kKeepInterval));
  keeper_.Settle(/*is_held=*/true);
  EXPECT_EQ(Kept(), "first");
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("last-state.json.new")));
  keeper_.Settle(/*is_held=*/false);
  EXPECT_EQ(Kept(), "first");
  EXPECT_TRUE(Keep("third", kStart + 2 * kKeepInterval));
  EXPECT_EQ(Kept(), "third");
}

TEST_F(PollerStateKeeper, RemovesWhatWasNoDocument) {
  keeper_.Begin(kStart);
  keeper_.Add("{");
  keeper_.Drop();
  keeper_.Settle(/*is_held=*/false);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.Path("")));
  EXPECT_TRUE(Keep("first", kStart));
}

TEST_F(PollerStateKeeper, AStateThatComesAgainMakesTheKeptOneYoung) {
  ASSERT_TRUE(Keep("first", kStart));
  const auto past = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(folder_.Path("last-state.json"), past);
  ASSERT_TRUE(keeper_.MayRepeat(kStart + kKeepInterval));
  keeper_.Repeat(kStart + std::chrono::seconds(1));
  EXPECT_EQ(std::filesystem::last_write_time(folder_.Path("last-state.json")), past);
  keeper_.Repeat(kStart + kKeepInterval);
  EXPECT_GT(std::filesystem::last_write_time(folder_.Path("last-state.json")), past);
  EXPECT_EQ(Kept(), "first");
}

TEST_F(PollerStateKeeper, AStateThatIsNotTheKeptOneHasToBeWrittenWhenItIsTime) {
  EXPECT_FALSE(keeper_.MayRepeat(kStart));
  ASSERT_TRUE(Keep("first", kStart));
  ASSERT_TRUE(Keep("second", kStart + std::chrono::seconds(1)));
  EXPECT_TRUE(keeper_.MayRepeat(kStart + std::chrono::seconds(2)));
  EXPECT_FALSE(keeper_.MayRepeat(kStart + kKeepInterval));
}

TEST_F(PollerStateKeeper, AKeptStateThatHasGoneIsWrittenAnew) {
  ASSERT_TRUE(Keep("first", kStart));
  std::filesystem::remove(folder_.Path("last-state.json"));
  keeper_.Repeat(kStart + kKeepInterval);
  EXPECT_FALSE(keeper_.MayRepeat(kStart + 2 * kKeepInterval));
}

TEST_F(PollerStateKeeper, SaysWhenItCannotWriteAndReadsNothingThen) {
  StateKeeper keeper(folder_.Path("no-such-folder"));
  EXPECT_FALSE(Keep(&keeper, "state", kStart));
  EXPECT_FALSE(keeper.Read(kAnySize).has_value());
}

TEST_F(PollerStateKeeper, WhatIsNoStateOrTooLongIsNotUsed) {
  folder_.Write("last-state.json", "[1, 2");
  EXPECT_FALSE(keeper_.Read(kAnySize)->ok());
  folder_.Write("last-state.json", StateText("master@10.0.0.1:5050"));
  EXPECT_FALSE(keeper_.Read(10)->ok());
}

TEST_F(PollerStateKeeper, WithoutAFolderKeepsNothing) {
  StateKeeper keeper("");
  EXPECT_TRUE(keeper.MayRepeat(kStart));
  EXPECT_TRUE(Keep(&keeper, "state", kStart));
  EXPECT_FALSE(keeper.Read(kAnySize).has_value());
}

}  // namespace
}  // namespace signpost::poller
