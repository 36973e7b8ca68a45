// When a state that comes again need not be read.

#include <gtest/gtest.h>

#include "mesos/cluster_zone.h"
#include "mesos/event.h"
#include "mesos/pid.h"
#include "support/zone.h"

namespace signpost::mesos {
namespace {

using std::chrono::seconds;

const ClusterZone::Clock::time_point kNow{seconds(1'700'000'000)};

Task TaskOf(const std::string& id, TaskState state = TaskState::kRunning) {
  Task task;
  task.id = id;
  task.name = "web";
  task.agent_id = "S0";
  task.state = state;
  return task;
}

State StateOf(std::vector<Task> tasks) {
  State state;
  state.leader = "master@10.0.0.1:5050";
  state.agents = {{.id = "S0", .hostname = {}, .pid = ParsePid("slave(1)@10.0.1.1:5051")}};
  state.frameworks.emplace_back();
  state.frameworks[0].id = "F";
  state.frameworks[0].name = "f";
  state.frameworks[0].tasks = std::move(tasks);
  return state;
}

ClusterZoneOptions Options() {
  ClusterZoneOptions options;
  options.naming.domain = *wire::Name::FromText("mesos.");
  options.naming.name_server = *wire::Name::FromText("ns1.mesos.");
  options.soa = signpost::testing::SoaFor("mesos.");
  options.unreachable_grace = seconds(60);
  return options;
}

class SettledZone : public ::testing::Test {
 protected:
  void Take(const State& state, StateKind kind = StateKind::kMaster) {
    zone_.Apply(state, kind, kNow);
  }
  void Tell(const Event& event) { zone_.ApplyEvents({&event, 1}, kNow); }
  void Settle(const State& state) {
    Take(state);
    Take(state);
    ASSERT_TRUE(zone_.IsSettled());
  }

  StatusBoard board_;
  ClusterZone zone_{Options(), &board_};
};

TEST_F(SettledZone, IsOneInWhichTheLastStateChangedNothing) {
  EXPECT_FALSE(zone_.IsSettled());
  Take(StateOf({TaskOf("a")}));
  EXPECT_FALSE(zone_.IsSettled());
  Take(StateOf({TaskOf("a")}));
  EXPECT_TRUE(zone_.IsSettled());
  Take(StateOf({TaskOf("a"), TaskOf("b")}));
  EXPECT_FALSE(zone_.IsSettled());
}

TEST_F(SettledZone, StaysSoThroughRepeats) {
  Settle(StateOf({TaskOf("a")}));
  const auto figures = board_.All();
  zone_.BeginFetch();
  zone_.Repeat();
  EXPECT_TRUE(zone_.IsSettled());
  Take(StateOf({TaskOf("a")}));
  EXPECT_EQ(board_.All(), figures);
  EXPECT_TRUE(zone_.IsSettled());
}

TEST_F(SettledZone, IsNoneOnceAnEventCame) {
  Settle(StateOf({TaskOf("a")}));
  Tell(TaskAdded{"F", TaskOf("b")});
  EXPECT_FALSE(zone_.IsSettled());
  Take(StateOf({TaskOf("a"), TaskOf("b")}));
  EXPECT_TRUE(zone_.IsSettled());
}

// The state that listed "b" no more would have taken it away.
TEST_F(SettledZone, IsNoneWhileAnEventIsBelievedAndNotTheState) {
  Settle(StateOf({TaskOf("a")}));
  zone_.BeginFetch();
  Tell(TaskAdded{"F", TaskOf("b")});
  Take(StateOf({TaskOf("a")}));
  EXPECT_FALSE(zone_.IsSettled());
  Take(StateOf({TaskOf("a")}));
  EXPECT_EQ(board_.Number("tasks"), 1);
}

TEST_F(SettledZone, AnEventDuringARepeatIsNotMarkedForLater) {
  Settle(StateOf({TaskOf("a")}));
  zone_.BeginFetch();
  zone_.Repeat();
  Tell(TaskAdded{"F", TaskOf("b")});
  Take(StateOf({TaskOf("a")}));
  EXPECT_EQ(board_.Number("tasks"), 1);
}

TEST_F(SettledZone, IsNoneWhileSomethingIsHeld) {
  std::vector<Task> tasks;
  for (size_t i = 0; i < kMinLossTasks; ++i) tasks.push_back(TaskOf("t" + std::to_string(i)));
  Settle(StateOf(tasks));
  for (int state = 0; state <= kLossStatesHeld; ++state) {
    Take(StateOf({}));
    EXPECT_FALSE(zone_.IsSettled());
  }
  Take(StateOf({}));
  EXPECT_EQ(board_.Number("tasks"), 0);
}

TEST_F(SettledZone, IsNoneWhileAnotherLeaderIsWaitedFor) {
  Settle(StateOf({TaskOf("a")}));
  State state = StateOf({});
  state.leader = "master@10.0.0.2:5050";
  state.agents.clear();
  Take(state);
  Take(state);
  EXPECT_FALSE(zone_.IsSettled());
}

TEST_F(SettledZone, IsNoneWhileAGraceRuns) {
  Settle(StateOf({TaskOf("a")}));
  State state = StateOf({TaskOf("a", TaskState::kUnreachable)});
  state.agents.clear();
  Take(state);
  Take(state);
  ASSERT_EQ(board_.Number("unreachable_kept_tasks"), 1);
  EXPECT_FALSE(zone_.IsSettled());
}

TEST_F(SettledZone, IsNoneOfAFile) {
  Take(StateOf({TaskOf("a")}), StateKind::kFile);
  Take(StateOf({TaskOf("a")}), StateKind::kFile);
  EXPECT_FALSE(zone_.IsSettled());
}

TEST_F(SettledZone, IsNoneOnceMastersOrTasksWereSet) {
  Settle(StateOf({TaskOf("a")}));
  zone_.SetMasters({"10.0.0.3:5050"}, kNow);
  EXPECT_FALSE(zone_.IsSettled());
  Settle(StateOf({TaskOf("a")}));
  zone_.RemoveTask("F", "a", kNow);
  EXPECT_FALSE(zone_.IsSettled());
}

}  // namespace
}  // namespace signpost::mesos
