// What events do to a zone, and what they leave to be asked for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/event_marks.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::AgentOf;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using testing::StateOf;
using testing::TaskOf;
using testing::UpdateOf;
using testing::ZoneFixture;

constexpr const char* kWeb = "web.f.mesos. 60 IN A 10.0.2.1";

Task StagingTask(const std::string& id, const std::string& name) {
  Task task = TaskOf(id, name, "");
  task.state = TaskState::kStaging;
  return task;
}

// With the status of `time`.
Task TaskAt(double time, Task task) {
  task.status_time = time;
  return task;
}

// Of the framework F, called f, whose task "a" is web at 10.0.2.1, with a status of time 100.
class EventZone : public ::testing::Test {
 protected:
  EventZone() { zone_.Apply(StateOf({FrameworkOf("F", "f", {TaskAt(100, TaskOf("a", "web"))})})); }

  void ExpectNothingWanted() { EXPECT_EQ(zone_.wanted(), ""); }

  ZoneFixture zone_;
};

TEST_F(EventZone, TakesNothingBeforeTheFirstState) {
  ZoneFixture zone;
  EXPECT_FALSE(zone.ApplyEvent(AgentAdded{AgentOf("S1", "10.0.1.1")}));
  EXPECT_EQ(zone.wanted(), "no_state");
  EXPECT_THAT(zone.Lines(), IsEmpty());
}

TEST_F(EventZone, ServesATaskOnceItRuns) {
  EXPECT_FALSE(zone_.ApplyEvent(TaskAdded{"F", StagingTask("b", "api")}));
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("b", TaskState::kStarting, 1)));
  EXPECT_FALSE(zone_.Has("api.f.mesos."));
  EXPECT_TRUE(zone_.ApplyEvent(UpdateOf("b", TaskState::kRunning, 2, "10.0.2.2")));
  EXPECT_TRUE(zone_.Has("api.f.mesos. 60 IN A 10.0.2.2"));
  EXPECT_EQ(zone_.Figure("tasks"), 2);
  ExpectNothingWanted();
}

TEST_F(EventZone, KnowsATaskThatAStateShowedBeforeItRan) {
  zone_.Apply(StateOf({FrameworkOf("F", "f", {StagingTask("b", "api")})}));
  EXPECT_TRUE(zone_.ApplyEvent(UpdateOf("b", TaskState::kRunning, 2, "10.0.2.2")));
  EXPECT_TRUE(zone_.Has("api.f.mesos. 60 IN A 10.0.2.2"));
}

TEST_F(EventZone, TakesTheNewestStateOfAnUpdateAndNotItsStatus) {
  Task update = UpdateOf("a", TaskState::kKilling, 101).update;
  EXPECT_TRUE(zone_.ApplyEvent(TaskUpdated{.framework_id = "F", .update = update}));
  EXPECT_FALSE(zone_.Has(kWeb));
}

TEST_F(EventZone, TakesATaskThatEndedAway) {
  EXPECT_TRUE(zone_.ApplyEvent(UpdateOf("a", TaskState::kOther, 101)));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.Figure("tasks"), 0);
  ExpectNothingWanted();
}

TEST_F(EventZone, KeepsTheAddressWhenAnUpdateBringsNone) {
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 101)));
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_TRUE(zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 102, "10.0.2.9")));
  EXPECT_TRUE(zone_.Has("web.f.mesos. 60 IN A 10.0.2.9"));
}

TEST_F(EventZone, BelievesNoStatusThatIsOlderThanWhatIsKnown) {
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 99, "10.0.2.9")));
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kStarting, 98)));
  EXPECT_FALSE(zone_.ApplyEvent(TaskAdded{"F", StagingTask("a", "web")}));
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.Figure("events_stale"), 3);
  ExpectNothingWanted();
}

TEST_F(EventZone, AsksAboutAnEndThatIsOlderThanWhatIsKnown) {
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kOther, 99)));
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.wanted(), "stale_end");
}

TEST_F(EventZone, BelievesAStatusWithoutATime) {
  EXPECT_TRUE(zone_.ApplyEvent(UpdateOf("a", TaskState::kOther, 0)));
  EXPECT_FALSE(zone_.Has(kWeb));
}

TEST_F(EventZone, RemembersTheTimeOfAStatusThatChangedNothing) {
  zone_.Apply(StateOf({FrameworkOf("F", "f", {TaskAt(200, TaskOf("a", "web"))})}));
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 150, "10.0.2.9")));
}

TEST_F(EventZone, AsksForTheStateOnAnUpdateOfAnUnknownTask) {
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("x", TaskState::kRunning, 101)));
  EXPECT_EQ(zone_.wanted(), "unknown_task");
  EXPECT_EQ(zone_.Figure("state_wanted_unknown_task"), 1);
}

TEST_F(EventZone, CaresNotForTheEndOfAnUnknownTask) {
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("x", TaskState::kOther, 101)));
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("x", TaskState::kUnreachable, 101)));
  ExpectNothingWanted();
}

TEST_F(EventZone, AsksForTheStateOnATaskOfAnUnknownFramework) {
  EXPECT_FALSE(zone_.ApplyEvent(TaskAdded{"G", TaskOf("x", "x")}));
  EXPECT_EQ(zone_.wanted(), "unknown_framework");
}

TEST_F(EventZone, AsksForTheStateOnAnEventThatCannotBeRead) {
  EXPECT_FALSE(zone_.ApplyEvent(UnreadableEvent{"x"}));
  EXPECT_EQ(zone_.wanted(), "unreadable");
  EXPECT_EQ(zone_.Figure("events_unreadable"), 1);
}

TEST_F(EventZone, PassesOverWhatIsOfNoInterest) {
  const Event events[] = {Subscribed{}, Heartbeat{}, OtherEvent{"X"}};
  EXPECT_FALSE(zone_.ApplyEvents(events));
  ExpectNothingWanted();
  EXPECT_EQ(zone_.Figure("events"), 3);
  EXPECT_EQ(zone_.Figure("events_other"), 1);
}

TEST_F(EventZone, ServesATaskThatComesBeforeItsAgentOnceThatIsKnown) {
  Task task = TaskOf("b", "api", "10.0.2.2", "S3");
  EXPECT_FALSE(zone_.ApplyEvent(TaskAdded{"F", task}));
  EXPECT_TRUE(zone_.ApplyEvent(AgentAdded{AgentOf("S3", "10.0.1.3")}));
  EXPECT_TRUE(zone_.Has("api.f.mesos. 60 IN A 10.0.2.2"));
  EXPECT_TRUE(zone_.Has("slave.mesos. 60 IN A 10.0.1.3"));
  ExpectNothingWanted();
}

TEST_F(EventZone, ServesNoTaskThatComesBackEnded) {
  Task task = TaskOf("b", "api", "10.0.2.2", "S3");
  task.state = TaskState::kOther;
  const Event events[] = {TaskAdded{"F", task}, AgentAdded{AgentOf("S3", "10.0.1.3")}};
  EXPECT_TRUE(zone_.ApplyEvents(events));
  EXPECT_FALSE(zone_.Has("api.f.mesos."));
}

TEST_F(EventZone, MovesTheTasksOfAnAgentThatMoves) {
  EXPECT_TRUE(zone_.ApplyEvent(AgentAdded{AgentOf("S1", "10.0.1.9")}));
  EXPECT_TRUE(zone_.Has("web.f.slave.mesos. 60 IN A 10.0.1.9"));
  EXPECT_FALSE(zone_.ApplyEvent(AgentAdded{AgentOf("S1", "10.0.1.9")}));
}

TEST_F(EventZone, TakesAnAgentAndItsTasksAway) {
  EXPECT_TRUE(zone_.ApplyEvent(AgentRemoved{"S1"}));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_FALSE(zone_.Has("slave.mesos. 60 IN A 10.0.1.1"));
  EXPECT_FALSE(zone_.ApplyEvent(AgentRemoved{"S1"}));
  ExpectNothingWanted();
}

TEST_F(EventZone, AsksForTheStateWhenAnAgentIsLostWithoutAWord) {
  TaskUpdated lost = UpdateOf("a", TaskState::kUnreachable, 101);
  lost.agent_removed = true;
  EXPECT_TRUE(zone_.ApplyEvent(lost));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.wanted(), "agent_lost");
}

TEST_F(EventZone, AsksForNothingWhenALostAgentIsTakenAwayToo) {
  TaskUpdated lost = UpdateOf("a", TaskState::kOther, 101);
  lost.agent_removed = true;
  const Event events[] = {lost, AgentRemoved{"S1"}};
  EXPECT_TRUE(zone_.ApplyEvents(events));
  ExpectNothingWanted();
}

TEST_F(EventZone, TakesAnUnreachableTaskBackWithItsOldStatuses) {
  zone_.ApplyEvent(UpdateOf("a", TaskState::kUnreachable, 500));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_TRUE(zone_.ApplyEvent(TaskAdded{"F", TaskAt(90, TaskOf("a", "web"))}));
  EXPECT_TRUE(zone_.Has(kWeb));
}

// The same with a grace of 60 s for unreachable tasks.
class EventZoneWithGrace : public ::testing::Test {
 protected:
  EventZoneWithGrace() : zone_(Options()) {
    zone_.Apply(StateOf({FrameworkOf("F", "f", {TaskAt(100, TaskOf("a", "web"))})}));
  }

  static ClusterZoneOptions Options() {
    ClusterZoneOptions options = testing::ClusterOptions();
    options.unreachable_grace = std::chrono::seconds(60);
    return options;
  }

  void Lose() { zone_.ApplyEvent(UpdateOf("a", TaskState::kUnreachable, 500)); }

  // And its agent, as the state says that is asked for then.
  void LoseWithState() {
    Lose();
    State state = StateOf({FrameworkOf("F", "f", {TaskAt(100, TaskOf("a", "web"))})});
    state.frameworks[0].tasks[0].state = TaskState::kUnreachable;
    state.agents.erase(state.agents.begin());
    zone_.Apply(state);
  }

  ZoneFixture zone_;
};

TEST_F(EventZoneWithGrace, KeepsAnUnreachableTaskUntilItsTimeIsOver) {
  Lose();
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 1);
  EXPECT_TRUE(zone_.ExpireAfter(std::chrono::seconds(60)));
  EXPECT_FALSE(zone_.Has(kWeb));
}

TEST_F(EventZoneWithGrace, ServesAReturningTaskWithoutAGapBeforeItsAgentIsKnown) {
  LoseWithState();
  EXPECT_FALSE(zone_.ApplyEvent(TaskAdded{"F", TaskAt(90, TaskOf("a", "web", "10.0.2.5"))}));
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 120, "10.0.2.6")));
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_TRUE(zone_.ApplyEvent(AgentAdded{AgentOf("S1", "10.0.1.9")}));
  EXPECT_THAT(zone_.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.6"));
  EXPECT_TRUE(zone_.Has("web.f.slave.mesos. 60 IN A 10.0.1.9"));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 0);
}

TEST_F(EventZoneWithGrace, TakesAReturningTaskOverWhenAStateBringsItsAgent) {
  LoseWithState();
  zone_.BeginFetch();
  zone_.ApplyEvent(TaskAdded{"F", TaskAt(90, TaskOf("a", "web", "10.0.2.5"))});
  zone_.Apply(StateOf({FrameworkOf("F", "f")}));  // from after the agent and before the task
  EXPECT_TRUE(zone_.Has("web.f.mesos. 60 IN A 10.0.2.5"));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 0);
}

TEST_F(EventZoneWithGrace, KeepsATaskThatDidNotComeBackWithItsAgent) {
  LoseWithState();
  EXPECT_TRUE(zone_.ApplyEvent(AgentAdded{AgentOf("S1", "10.0.1.1")}));
  EXPECT_TRUE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 1);
}

TEST_F(EventZoneWithGrace, TakesAnUnreachableTaskAwayThatEnded) {
  Lose();
  Task ended = TaskAt(90, TaskOf("a", "web"));
  ended.state = TaskState::kOther;
  EXPECT_TRUE(zone_.ApplyEvent(TaskAdded{"F", ended}));
  EXPECT_FALSE(zone_.Has(kWeb));
}

TEST_F(EventZoneWithGrace, TakesTheUnreachableTasksOfARemovedAgentAway) {
  Lose();
  EXPECT_TRUE(zone_.ApplyEvent(AgentRemoved{"S1"}));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 0);
}

TEST_F(EventZoneWithGrace, KeepsNoTaskThatDidNotRun) {
  zone_.ApplyEvent(TaskAdded{"F", StagingTask("b", "api")});
  EXPECT_FALSE(zone_.ApplyEvent(UpdateOf("b", TaskState::kUnreachable, 1)));
  EXPECT_FALSE(zone_.Has("api.f.mesos."));
  EXPECT_EQ(zone_.Figure("unreachable_kept_tasks"), 0);
}

TEST_F(EventZone, TakesTheHealthOfARunningStatusAndNoOther) {
  ClusterZoneOptions options = testing::ClusterOptions();
  options.health_filter = true;
  ZoneFixture zone(options);
  zone.Apply(
      StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web", "10.0.2.2")})}));
  TaskUpdated update = UpdateOf("b", TaskState::kRunning, 1, "10.0.2.2");
  update.update.healthy = false;
  EXPECT_TRUE(zone.ApplyEvent(update));
  EXPECT_FALSE(zone.Has("web.f.mesos. 60 IN A 10.0.2.2"));
  update.status_runs = false;
  update.update.healthy = true;
  EXPECT_FALSE(zone.ApplyEvent(update));
  EXPECT_TRUE(zone.ApplyEvent(UpdateOf("b", TaskState::kRunning, 2, "10.0.2.2")));
  EXPECT_TRUE(zone.Has("web.f.mesos. 60 IN A 10.0.2.2"));
}

TEST_F(EventZone, ServesANewFrameworkAndAsksForItsPid) {
  Framework framework{.id = "G", .name = "g", .hostname = "10.0.0.8", .pid = {}, .tasks = {}};
  const Event events[] = {FrameworkAdded{framework}, TaskAdded{"G", TaskOf("b", "api")}};
  EXPECT_TRUE(zone_.ApplyEvents(events));
  EXPECT_TRUE(zone_.Has("g.mesos. 60 IN A 10.0.0.8"));
  EXPECT_TRUE(zone_.Has("api.g.mesos. 60 IN A 10.0.2.1"));
  EXPECT_EQ(zone_.wanted(), "framework");
}

TEST_F(EventZone, KeepsTheKnownPidOfAFrameworkThatSubscribesAgain) {
  Framework framework{.id = "F", .name = "g", .hostname = "h", .pid = {}, .tasks = {}};
  EXPECT_TRUE(zone_.ApplyEvent(FrameworkAdded{framework}));
  EXPECT_TRUE(zone_.Has("g.mesos. 60 IN A 10.0.0.9"));
  EXPECT_TRUE(zone_.Has("web.g.mesos. 60 IN A 10.0.2.1"));
  EXPECT_FALSE(zone_.Has(kWeb));
}

TEST_F(EventZone, TakesAFrameworkAwayWithItsTasks) {
  EXPECT_TRUE(zone_.ApplyEvent(FrameworkRemoved{"F"}));
  EXPECT_FALSE(zone_.Has(kWeb));
  EXPECT_FALSE(zone_.Has("f.mesos."));
  EXPECT_EQ(zone_.Figure("tasks"), 0);
  EXPECT_FALSE(zone_.ApplyEvent(FrameworkRemoved{"F"}));
  ExpectNothingWanted();
}

TEST_F(EventZone, MakesOneSnapshotOfManyEvents) {
  const uint32_t serial = zone_.snapshot().soa.serial;
  const Event events[] = {TaskAdded{"F", TaskOf("b", "api")}, UpdateOf("a", TaskState::kOther, 200),
                          TaskAdded{"F", TaskAt(300, TaskOf("a", "web", "10.0.2.3"))},
                          UpdateOf("b", TaskState::kOther, 300)};
  EXPECT_TRUE(zone_.ApplyEvents(events));
  EXPECT_THAT(zone_.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.3"));
  EXPECT_FALSE(zone_.Has("api.f.mesos."));
  EXPECT_EQ(zone_.snapshot().soa.serial, serial + 1);
}

TEST_F(EventZone, CountsWhatAStateRepairsWhenToldTo) {
  State state = StateOf({FrameworkOf(
      "F", "f", {TaskOf("a", "web", "10.0.2.9"), TaskOf("b", "api"), StagingTask("c", "c")})});
  state.agents.pop_back();
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone_.Figure("repaired_differences"), 0);
  zone_.Apply(StateOf({}), StateKind::kRepair);  // S2 again, a and b gone
  EXPECT_EQ(zone_.Figure("repaired_differences"), 3);
  zone_.Apply(StateOf({}), StateKind::kRepair);
  EXPECT_EQ(zone_.Figure("repaired_differences"), 3);
}

TEST_F(EventZone, LetsNoStateTakeBackWhatEventsToldSinceItWasAskedFor) {
  const State state = StateOf({FrameworkOf("F", "f", {TaskAt(100, TaskOf("a", "web"))}),
                               FrameworkOf("G", "g", {TaskOf("x", "x")})});
  zone_.Apply(state);
  zone_.BeginFetch();
  Framework framework{.id = "H", .name = "h", .hostname = {}, .pid = {}, .tasks = {}};
  const Event events[] = {UpdateOf("a", TaskState::kOther, 101),
                          TaskAdded{"F", TaskOf("b", "api", "10.0.2.2", "S3")},
                          AgentAdded{AgentOf("S3", "10.0.1.3")},
                          AgentRemoved{"S2"},
                          FrameworkRemoved{"G"},
                          FrameworkAdded{framework},
                          TaskAdded{"H", TaskOf("y", "y")}};
  EXPECT_TRUE(zone_.ApplyEvents(events));
  const auto lines = zone_.Lines();
  EXPECT_FALSE(zone_.Apply(state, StateKind::kRepair));
  EXPECT_EQ(zone_.Lines(), lines);
  EXPECT_EQ(zone_.Figure("repaired_differences"), 0);
  EXPECT_TRUE(zone_.Apply(state, StateKind::kRepair));  // a later one is believed
  EXPECT_TRUE(zone_.Has(kWeb));
}

TEST_F(EventZone, BelievesAStateOfWhatHappenedBeforeItWasAskedFor) {
  zone_.BeginFetch();
  zone_.ApplyEvent(UpdateOf("a", TaskState::kOther, 101));
  zone_.BeginFetch();
  EXPECT_TRUE(zone_.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})})));
  EXPECT_TRUE(zone_.Has(kWeb));
}

TEST_F(EventZone, SettlesAKeptTaskWithTheAgentOfTheState) {
  zone_.BeginFetch();
  zone_.ApplyEvent(UpdateOf("a", TaskState::kRunning, 101, "10.0.2.7"));
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  state.agents[0] = AgentOf("S1", "10.0.1.9");
  EXPECT_TRUE(zone_.Apply(state));
  EXPECT_TRUE(zone_.Has("web.f.mesos. 60 IN A 10.0.2.7"));
  EXPECT_TRUE(zone_.Has("web.f.slave.mesos. 60 IN A 10.0.1.9"));
}

TEST(EventMarks, MarksNoMoreThanItsLimit) {
  EventMarks marks(/*count_max=*/2);
  marks.Begin();
  for (const char* id : {"a", "b", "c"}) marks.Mark(UpdateOf(id, TaskState::kRunning, 1));
  EXPECT_TRUE(marks.is_full());
  EXPECT_TRUE(marks.HasTask("F", "b"));
  EXPECT_FALSE(marks.HasTask("F", "c"));
  marks.Begin();
  EXPECT_FALSE(marks.is_full());
  EXPECT_FALSE(marks.HasTask("F", "b"));
}

TEST(EventMarks, MarksNothingWhenNoStateIsAskedFor) {
  EventMarks marks;
  marks.Mark(AgentRemoved{"S1"});
  EXPECT_FALSE(marks.HasAgent("S1"));
}

}  // namespace
}  // namespace signpost::mesos
