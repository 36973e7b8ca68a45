#include "poller/poller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "poller/fake_master.h"
#include "poller/poller_fixture.h"
#include "support/files.h"

namespace signpost::poller {
namespace {

using signpost::testing::TestFolder;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::FakeMaster;
using testing::Gzipped;
using testing::Ok;
using testing::Silence;
using testing::StateText;
using testing::Status;

constexpr char kWeb[] = "web.marathon.mesos.";

class PollerOfMasters : public PollerTest {
 protected:
  PollerOfMasters() { options_.masters = {master_.host_port()}; }

  FakeMaster master_;
};

TEST_F(PollerOfMasters, PublishesTheFirstStateAtOnce) {
  options_.refresh = seconds(3600);
  master_.GiveState();
  Start();
  EXPECT_TRUE(SoonServes(kWeb));
}

TEST_F(PollerOfMasters, ShowsFigures) {
  const std::string text = StateText(master_.pid());
  master_.Give(Gzipped(text));
  Start();
  ASSERT_TRUE(SoonReaches("polls", 1));
  const auto figures = board_.All();
  EXPECT_EQ(std::get<std::string>(figures.at("leader")), master_.pid());
  EXPECT_EQ(std::get<std::string>(figures.at("state_source")), master_.host_port());
  EXPECT_EQ(board_.Number("state_bytes"), static_cast<int64_t>(text.size()));
  EXPECT_EQ(board_.Number("poll_failures"), 0);
  EXPECT_EQ(board_.Number("tasks"), 1);
  EXPECT_GT(board_.Number("last_success_unix_s"), 0);
  for (const char* figure : {"fetch_ms", "parse_ms", "apply_ms", "retired_snapshots"}) {
    EXPECT_TRUE(figures.contains(figure)) << figure;
  }
}

TEST_F(PollerOfMasters, PublishesChanges) {
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  master_.Give(Ok(StateText(master_.pid(), "other")));
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
  EXPECT_FALSE(Serves(kWeb));
}

TEST_F(PollerOfMasters, PublishesNothingWhenNothingChanged) {
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  const uint64_t generation = publisher_.generation();
  ASSERT_TRUE(PollsOn());
  EXPECT_EQ(publisher_.generation(), generation);
}

TEST_F(PollerOfMasters, DoesNotReadAStateThatComesAgain) {
  master_.Give(Gzipped(StateText(master_.pid())));
  Start();
  ASSERT_TRUE(SoonReaches("polls_repeated", 2));
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_EQ(board_.Number("state_bytes"), static_cast<int64_t>(StateText(master_.pid()).size()));
  EXPECT_EQ(board_.Number("poll_failures"), 0);
  EXPECT_GE(board_.Number("polls"), board_.Number("polls_repeated"));
  master_.Give(Gzipped(StateText(master_.pid(), "other")));
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
  EXPECT_FALSE(Serves(kWeb));
}

TEST_F(PollerOfMasters, AStateThatComesAgainIsKeptAllTheSame) {
  options_.state_directory = folder_.Path("");
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonReaches("polls_repeated", 1));
  poller_->Stop();
  EXPECT_EQ(signpost::testing::ReadFile(folder_.Path("last-state.json")), StateText(master_.pid()));
}

TEST_F(PollerOfMasters, ServesTheLastStateThroughFailuresAndRecovers) {
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  master_.Give(Status(503, StateText(master_.pid(), "of-an-error")));
  ASSERT_TRUE(SoonReaches("poll_failures", 2));
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_GE(board_.Number("poll_failures_status"), 2);
  master_.Give(Ok(StateText(master_.pid()).substr(0, 100)));
  ASSERT_TRUE(SoonReaches("poll_failures_parse", 1));
  EXPECT_TRUE(Serves(kWeb));
  master_.Give(Ok(StateText(master_.pid(), "new")));
  EXPECT_TRUE(SoonServes("new.marathon.mesos."));
}

TEST_F(PollerOfMasters, ServesNothingUntilAStateIsKnown) {
  master_.Give(Status(503, ""));
  Start();
  ASSERT_TRUE(SoonReaches("poll_failures", 2));
  EXPECT_EQ(publisher_.Current()->table, nullptr);
}

TEST_F(PollerOfMasters, WaitsForTheRefreshBetweenPolls) {
  options_.refresh = seconds(3600);
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonReaches("polls", 1));
  poller_->Stop();
  EXPECT_EQ(board_.Number("polls"), 1);
}

TEST_F(PollerOfMasters, FreesSnapshotsThatNobodyHolds) {
  master_.GiveState();
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  std::weak_ptr<const records::Snapshot> old = publisher_.Current();
  master_.Give(Ok(StateText(master_.pid(), "other")));
  EXPECT_TRUE(Soon([&] { return old.expired(); }));
}

// A new leader that knows nothing yet: what a restart reads must not be its state.
TEST_F(PollerOfMasters, KeepsNoStateOfWhichSomethingIsHeld) {
  options_.state_directory = folder_.Path("");
  const auto kept = [&] { return signpost::testing::ReadFile(folder_.Path("last-state.json")); };
  master_.Give(Ok(absl::StrReplaceAll(StateText(master_.pid()), {{"{\n", R"({"id": "one",)"}})));
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  ASSERT_TRUE(PollsOn());
  const std::string before = kept();
  poller_.reset();

  master_.Give(Ok(absl::StrCat(R"({"leader": ")", master_.pid(),
                               R"(", "id": "two", "slaves": [], "frameworks": [],)",
                               R"( "recovered_slaves": []})")));
  Start();
  ASSERT_TRUE(SoonReaches("holds", 1));
  ASSERT_TRUE(PollsOn());
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_EQ(kept(), before);
}

TEST_F(PollerOfMasters, StopsAtOnceInTheMiddleOfAFetch) {
  options_.refresh = seconds(3600);
  master_.Give(Silence());
  Start();
  ASSERT_TRUE(Soon([&] { return !master_.requests().empty(); }));
  const auto start = steady_clock::now();
  poller_.reset();
  EXPECT_LT(steady_clock::now() - start, seconds(5));
}

TEST_F(PollerOfMasters, StopsAtOnceInTheMiddleOfAFetchOverTls) {
  FakeMaster secure("127.0.0.1", testing::ServerTls{.identity = testing::SelfSigned()});
  secure.Give(Silence());
  HttpClientOptions client;
  client.is_https = true;
  client.tls.skip_verify = true;
  options_.security = *ReadHttpSecurity(client);
  options_.masters = {secure.host_port()};
  options_.refresh = seconds(3600);
  Start();
  ASSERT_TRUE(Soon([&] { return !secure.requests().empty(); }));
  const auto start = steady_clock::now();
  poller_.reset();
  EXPECT_LT(steady_clock::now() - start, seconds(5));
}

TEST_F(PollerOfMasters, StopsThoughItNeverStarted) {
  poller_.emplace(options_, &publisher_, &board_);
  poller_->Stop();
}

class PollerOfAFile : public PollerTest {
 protected:
  PollerOfAFile() {
    options_.state_file = folder_.Path("state.json");
    options_.refresh = seconds(3600);
  }

  void WriteTask(std::string_view task) const {
    folder_.Write("state.json", StateText("master@10.0.0.9:5050", task));
  }
};

TEST_F(PollerOfAFile, PublishesTheStateThoughItsLeaderIsNotAsked) {
  WriteTask("web");
  Start();
  EXPECT_TRUE(SoonServes(kWeb));
}

TEST_F(PollerOfAFile, SeesAnEditAtOnce) {
  WriteTask("web");
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  WriteTask("other");
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
}

TEST_F(PollerOfAFile, SeesARenameOverAtOnce) {
  WriteTask("web");
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  folder_.Write("new", StateText("master@10.0.0.9:5050", "other"));
  std::filesystem::rename(folder_.Path("new"), options_.state_file);
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
}

TEST_F(PollerOfAFile, KeepsTheLastStateWhenItIsRemovedOrBad) {
  WriteTask("web");
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  std::filesystem::remove(options_.state_file);
  ASSERT_TRUE(SoonReaches("poll_failures_file", 1));
  EXPECT_TRUE(Serves(kWeb));
  folder_.Write("state.json", "{\"leader\": ");
  ASSERT_TRUE(SoonReaches("poll_failures_parse", 1));
  EXPECT_TRUE(Serves(kWeb));
  WriteTask("other");
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
}

TEST_F(PollerOfAFile, IsPolledTooForWhatIsNotSeen) {
  options_.refresh = seconds(0);
  std::filesystem::create_directory(folder_.Path("elsewhere"));
  folder_.Write("elsewhere/state", StateText("master@10.0.0.9:5050"));
  std::filesystem::create_symlink("elsewhere/state", options_.state_file);
  Start();
  ASSERT_TRUE(SoonServes(kWeb));
  folder_.Write("elsewhere/state", StateText("master@10.0.0.9:5050", "other"));
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
}

}  // namespace
}  // namespace signpost::poller
