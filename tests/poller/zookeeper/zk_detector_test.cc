// What the detector makes of the nodes that real servers hold.

#include "poller/zk_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.h"
#include "mesos/protobuf_text.h"
#include "poller/zk_session.h"
#include "poller/zookeeper/ensemble_fixture.h"

namespace signpost::poller {
namespace {

using testing::DetectorRun;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::InfoOf;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::OptionsFor;
using ::testing::SizeIs;
using testing::ZkTree;

class ZkDetectorTest : public testing::EnsembleFixture {};

TEST_F(ZkDetectorTest, FindsTheLeaderAndTheOthers) {
  CreatePath();
  CreateMaster(3, "10.0.0.3");
  CreateMaster(1, "10.0.0.1");
  CreateMaster(2, "10.0.0.2");
  tree_->Create(path_ + "/log_replicas", "");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  EXPECT_THAT(run.others(), ElementsAre("10.0.0.2:5050", "10.0.0.3:5050"));
  EXPECT_EQ(run.changes()[0].leader.hostname, "h");
  EXPECT_EQ(run.Text("zk_leader"), "10.0.0.1:5050");
  EXPECT_EQ(run.Text("zk_state"), "connected");
  EXPECT_EQ(run.Figure("zk_masters"), 3);
  EXPECT_GE(run.Figure("zk_sessions"), 1);
}

TEST_F(ZkDetectorTest, ReadsNodesOfAllFormats) {
  CreatePath();
  using mesos::testing::Field;
  tree_->Create(path_ + "/0000000001", "master@10.0.0.1:5050");
  tree_->Create(path_ + "/info_0000000002", Field(1, "id") + Field(2, 0x0200000a) + Field(3, 5050));
  CreateMaster(3, "10.0.0.3");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  EXPECT_THAT(run.others(), ElementsAre("10.0.0.2:5050", "10.0.0.3:5050"));
}

TEST_F(ZkDetectorTest, NextMasterLeadsWhenTheLeadersNodeIsDeleted) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  CreateMaster(2, "10.0.0.2");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  tree_->Delete(Node(1));
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_THAT(run.others(), IsEmpty());
}

TEST_F(ZkDetectorTest, SeesThatTheLeadersNodeIsWrittenAnew) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  tree_->Set(Node(1), InfoOf("10.0.0.9"));
  EXPECT_TRUE(run.SoonLeads("10.0.0.9:5050"));
}

TEST_F(ZkDetectorTest, SeesMastersThatCome) {
  CreatePath();
  CreateMaster(5, "10.0.0.5");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.5:5050"));
  CreateMaster(6, "10.0.0.6");
  EXPECT_TRUE(run.Soon([&] { return run.others().size() == 1; }));
  CreateMaster(4, "10.0.0.4");
  EXPECT_TRUE(run.SoonLeads("10.0.0.4:5050"));
}

TEST_F(ZkDetectorTest, MasterThatStandsThereTwiceIsOne) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  CreateMaster(2, "10.0.0.2");
  CreateMaster(3, "10.0.0.1");
  CreateMaster(4, "10.0.0.2");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  EXPECT_THAT(run.others(), ElementsAre("10.0.0.2:5050"));
}

TEST_F(ZkDetectorTest, TellsNothingWhileNothingChanges) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  tree_->Create(path_ + "/log_replicas", "");
  tree_->Set(Node(1), InfoOf("10.0.0.1") + " ");
  tree_->Create(path_ + "/other", "");
  CreateMaster(2, "10.0.0.1");
  tree_->Delete(Node(2));
  tree_->Set(Node(1), InfoOf("10.0.0.9"));
  ASSERT_TRUE(run.SoonLeads("10.0.0.9:5050"));
  EXPECT_THAT(run.changes(), SizeIs(2));
}

// What the leader's node may turn into, and the reason that is counted for it.
struct Spoilt {
  const char* name;
  std::string data;
  const char* figure;
};

TEST_F(ZkDetectorTest, LeaderStaysWhileItsNodeCannotBeRead) {
  const Spoilt table[] = {
      {"garbage", "\x01\x02garbage", "zk_failures_parse"},
      {"empty", "", "zk_failures_parse"},
      {"no address", R"({"hostname":"h"})", "zk_failures_address"},
      {"link-local", InfoOf("169.254.169.254"), "zk_failures_address"},
      {"link-local v6", InfoOf("fe80::1"), "zk_failures_address"},
      {"any address", InfoOf("0.0.0.0"), "zk_failures_address"},
      {"1 MB", std::string(1'000'000, ' ') + InfoOf("10.0.0.7"), "zk_failures_too_large"},
  };
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  CreateMaster(2, "10.0.0.2");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  for (const Spoilt& spoilt : table) {
    const int64_t before = run.Figure(spoilt.figure);
    tree_->Set(Node(1), spoilt.data);
    EXPECT_TRUE(run.SoonReaches(spoilt.figure, before + 2)) << spoilt.name;  // it is tried again
    EXPECT_EQ(run.leader(), "10.0.0.1:5050") << spoilt.name;
    EXPECT_THAT(run.Text("zk_last_failure"), HasSubstr("json.info_0000000001")) << spoilt.name;
  }
  tree_->Set(Node(1), InfoOf("10.0.0.8"));
  EXPECT_TRUE(run.SoonLeads("10.0.0.8:5050"));
  EXPECT_EQ(run.Text("zk_last_failure"), "");
  EXPECT_THAT(run.changes(), SizeIs(2));
}

TEST_F(ZkDetectorTest, OthersThatCannotBeReadAreLeftOutAndCounted) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  tree_->Create(Node(2), "garbage");
  CreateMaster(3, "10.0.0.3");
  CreateMaster(4, "169.254.1.1");
  tree_->Create(Node(5), std::string(100'000, '['));
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  EXPECT_THAT(run.others(), ElementsAre("10.0.0.3:5050"));
  for (const char* figure : {"zk_failures_parse", "zk_failures_address", "zk_failures_too_large"}) {
    EXPECT_GE(run.Figure(figure), 1) << figure;
  }
}

TEST_F(ZkDetectorTest, LastLeaderStaysWhenNoMasterIsLeft) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  tree_->Delete(Node(1));
  EXPECT_TRUE(run.SoonReaches("zk_failures_no_master", 1));
  EXPECT_EQ(run.Text("zk_leader"), "10.0.0.1:5050");
  CreateMaster(2, "10.0.0.2");
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_THAT(run.changes(), SizeIs(2));
}

TEST_F(ZkDetectorTest, WaitsForThePathToBeCreated) {
  ZkOptions options = Options();
  options.backoff = {.first = std::chrono::hours(1), .last = std::chrono::hours(1)};
  DetectorRun run(options);
  ASSERT_TRUE(run.SoonReaches("zk_failures_path", 1));
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  EXPECT_TRUE(run.SoonLeads("10.0.0.1:5050"));
}

TEST_F(ZkDetectorTest, SurvivesThatThePathIsDeletedAndCreatedAnew) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  tree_->Delete(Node(1));
  tree_->Delete(path_);
  ASSERT_TRUE(run.SoonReaches("zk_failures_path", 1));
  CreatePath();
  CreateMaster(1, "10.0.0.2");
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
}

TEST_F(ZkDetectorTest, RefusesMoreNodesThanItTakes) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  std::vector<std::string> paths;
  for (size_t i = 0; i < kMaxZkChildren; ++i) paths.push_back(absl::StrCat(path_, "/x", i));
  tree_->CreateAll(paths);
  EXPECT_TRUE(run.SoonReaches("zk_failures_too_many", 1));
  tree_->Delete(paths[0]);
  tree_->Set(Node(1), InfoOf("10.0.0.2"));
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
}

TEST_F(ZkDetectorTest, ReadsNoMoreMastersThanItTakes) {
  CreatePath();
  for (size_t i = 0; i < kMaxZkMasters + 2; ++i) {
    tree_->Create(absl::StrCat(path_, "/", i), absl::StrCat("master@10.0.1.", i, ":5050"));
  }
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.1.0:5050"));
  EXPECT_THAT(run.others(), SizeIs(kMaxZkMasters - 1));
  EXPECT_GE(run.Figure("zk_failures_too_many"), 2);
}

TEST_F(ZkDetectorTest, CredentialsOpenWhatAnAclCloses) {
  ZkTree owner(ensemble_->Servers(), "user:hush");
  owner.Create(path_, "");
  owner.Create(Node(1), InfoOf("10.0.0.1"));
  const std::string servers = ensemble_->Servers();
  DetectorRun with(OptionsFor("user:hush@" + servers, path_));
  EXPECT_TRUE(with.SoonLeads("10.0.0.1:5050"));
  for (const char* credentials : {"", "user:wrong@"}) {
    DetectorRun without(OptionsFor(credentials + servers, path_));
    EXPECT_TRUE(without.SoonReaches("zk_failures_denied", 2)) << credentials;
    EXPECT_THAT(without.changes(), IsEmpty());
  }
}

TEST_F(ZkDetectorTest, LogShowsNoPasswordAndNothingOfTheClients) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  log::SetClockForTest(nullptr);  // forgets what other tests have said
  ::testing::internal::CaptureStderr();
  {
    DetectorRun run(OptionsFor("user:hush@127.0.0.1:1," + ensemble_->Servers(), path_));
    EXPECT_TRUE(run.SoonLeads("10.0.0.1:5050"));
    tree_->Set(Node(1), "\x1b[31mgarbage");
    EXPECT_TRUE(run.SoonReaches("zk_failures_parse", 3));
  }
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, Not(HasSubstr("hush")));
  EXPECT_THAT(text, Not(HasSubstr("ZOO_")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("the leader is 10.0.0.1:5050"));
  EXPECT_THAT(text, HasSubstr("the leader stays 10.0.0.1:5050"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;  // not one a repetition
}

TEST_F(ZkDetectorTest, TellsNothingAfterStop) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun stopped(Options());
  ASSERT_TRUE(stopped.SoonLeads("10.0.0.1:5050"));
  stopped.Stop();
  tree_->Set(Node(1), InfoOf("10.0.0.2"));
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_EQ(stopped.leader(), "10.0.0.1:5050");
  EXPECT_EQ(stopped.Text("zk_state"), "stopped");
}

TEST_F(ZkDetectorTest, StopsAtAnyMoment) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  for (int64_t sessions = 0; sessions < 2; ++sessions) {
    for (int i = 0; i < 10; ++i) {
      DetectorRun run(Options());
      EXPECT_TRUE(run.SoonReaches("zk_sessions", sessions));
    }
  }
}

TEST_F(ZkDetectorTest, MayBeStoppedByWhatItTells) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  boost::asio::io_context context;
  StatusBoard board;
  int changes = 0;
  std::unique_ptr<ZkDetector> detector;
  detector = std::make_unique<ZkDetector>(&context, Options(), &board, [&](const auto&) {
    ++changes;
    detector.reset();
  });
  detector->Start();
  context.run_for(std::chrono::minutes(2));  // ends at once, when nothing is left to do
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(detector, nullptr);
}

TEST_F(ZkDetectorTest, MayGoWithAContextThatNoLongerRuns) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  StatusBoard board;
  boost::asio::io_context context;
  ZkDetector detector(&context, Options(), &board, [&](const auto&) { context.stop(); });
  detector.Start();
  context.run_for(std::chrono::minutes(2));
  EXPECT_TRUE(context.stopped());
}

}  // namespace
}  // namespace signpost::poller
