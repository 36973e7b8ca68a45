// Tasks that the master cannot reach: kept for a grace, or gone at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/unreachable_tasks.h"
#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using std::chrono::seconds;
using testing::ClusterOptions;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using testing::StateOf;
using testing::TaskOf;
using ::testing::UnorderedElementsAre;
using testing::ZoneFixture;

constexpr int64_t kGraceSeconds = 60;

ClusterZoneOptions WithGrace() {
  ClusterZoneOptions options = ClusterOptions();
  options.unreachable_grace = seconds(kGraceSeconds);
  return options;
}

Task Unreachable(const std::string& id, const std::string& agent_id = "S1") {
  Task task = TaskOf(id, "other", "", agent_id);
  task.state = TaskState::kUnreachable;
  return task;
}

State Running() { return StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}); }

// The task "a" is unreachable, and its agent is listed no more.
State Lost() {
  State state = StateOf({FrameworkOf("F", "f", {Unreachable("a")})});
  state.agents.erase(state.agents.begin());
  return state;
}

bool ServesWeb(const ZoneFixture& zone) {
  return zone.Has("web.f.mesos. 60 IN A 10.0.2.1") &&
         zone.Has("web.f.slave.mesos. 60 IN A 10.0.1.1");
}

TEST(Unreachable, TasksAreGoneAtOnceWithoutAGrace) {
  ZoneFixture zone;
  zone.Apply(Running());
  EXPECT_TRUE(zone.Apply(Lost()));
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
  EXPECT_EQ(zone.SecondsToDeadline(), std::nullopt);
}

TEST(Unreachable, TasksAreKeptAsTheyWereWithoutTheirAgent) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  const auto inventory = zone.InventoryLines();
  EXPECT_TRUE(zone.Apply(Lost()));
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_EQ(zone.InventoryLines(), inventory);
  EXPECT_THAT(zone.LinesOfOwner("slave.mesos."), ElementsAre("slave.mesos. 60 IN A 10.0.1.2"));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 1);
  EXPECT_EQ(zone.Figure("tasks"), 1);
}

TEST(Unreachable, TasksAreKeptUntilTheirGraceEnds) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  EXPECT_EQ(zone.SecondsToDeadline(), kGraceSeconds);
  EXPECT_FALSE(zone.ExpireAfter(seconds(kGraceSeconds - 1)));
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_EQ(zone.SecondsToDeadline(), 1);
  EXPECT_TRUE(zone.ExpireAfter(seconds(1)));
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
  EXPECT_EQ(zone.SecondsToDeadline(), std::nullopt);
}

TEST(Unreachable, TasksGetNoNewGraceWithEachState) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  for (int64_t second = 1; second < kGraceSeconds; ++second) ASSERT_FALSE(zone.Apply(Lost()));
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_TRUE(zone.Apply(Lost()));
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_FALSE(zone.Apply(Lost()));
}

TEST(Unreachable, TasksThatWereNotKnownToRunAreNotServed) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Lost());
  EXPECT_THAT(zone.InventoryLines(), ElementsAre("f"));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
}

TEST(Unreachable, TasksOfAnotherAgentAreNotTheOneThatRan) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.PutTask("F", Unreachable("a", "S2"));
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
  zone.Apply(StateOf({FrameworkOf("F", "f", {Unreachable("a", "S2")})}));
  EXPECT_FALSE(zone.Has("web.f"));
}

TEST(Unreachable, TasksThatRunAgainAreKeptNoLonger) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  EXPECT_TRUE(zone.Apply(Running()));  // slave.mesos has the agent again
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
  EXPECT_FALSE(zone.ExpireAfter(seconds(2 * kGraceSeconds)));
  EXPECT_TRUE(ServesWeb(zone));
}

TEST(Unreachable, TasksThatRunElsewhereAreServedThere) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  State state = Lost();
  state.frameworks[0].tasks.push_back(TaskOf("a", "web", "10.0.2.9", "S2"));
  zone.Apply(state);
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.9"));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
}

TEST(Unreachable, TasksThatAreListedNoMoreAreGone) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  State state = Lost();
  state.frameworks[0].tasks.clear();
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_EQ(zone.SecondsToDeadline(), std::nullopt);
}

TEST(Unreachable, TasksFollowARenamedFramework) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.Apply(Lost());
  State state = Lost();
  state.frameworks[0].name = "g";
  zone.Apply(state);
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_TRUE(zone.Has("web.g.mesos. 60 IN A 10.0.2.1"));
  EXPECT_TRUE(zone.Has("web.g.slave.mesos. 60 IN A 10.0.1.1"));
}

TEST(Unreachable, SingleTasksAreKeptToo) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  EXPECT_FALSE(zone.PutTask("F", Unreachable("a")));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 1);
  EXPECT_TRUE(zone.Apply(Lost()));  // the agent has gone from slave.mesos
  EXPECT_TRUE(ServesWeb(zone));
  EXPECT_TRUE(zone.RemoveTask("F", "a"));
  EXPECT_EQ(zone.SecondsToDeadline(), std::nullopt);
}

TEST(Unreachable, SingleTasksRunAgain) {
  ZoneFixture zone(WithGrace());
  zone.Apply(Running());
  zone.PutTask("F", Unreachable("a"));
  EXPECT_FALSE(zone.PutTask("F", TaskOf("a", "web")));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
}

TEST(Unreachable, SingleTasksAreGoneAtOnceWithoutAGrace) {
  ZoneFixture zone;
  zone.Apply(Running());
  EXPECT_TRUE(zone.PutTask("F", Unreachable("a")));
  EXPECT_FALSE(zone.Has("web.f"));
  EXPECT_FALSE(zone.PutTask("F", Unreachable("a")));
}

TEST(Unreachable, TasksOfARecordedClusterAreKeptWhileTheirAgentIsAway) {
  const auto state = [](const std::string& name) {
    return testing::ReadFile("tests/golden/" + name + ".state.json.gz");
  };
  ZoneFixture zone(WithGrace());
  zone.Apply(state("agent-again"));
  const auto before = zone.LinesOfOwner("on-third-b.marathon.mesos.");
  ASSERT_THAT(before, ::testing::SizeIs(1));
  zone.Apply(state("agent-unreachable"));
  EXPECT_EQ(zone.LinesOfOwner("on-third-b.marathon.mesos."), before);
  EXPECT_TRUE(zone.Has("on-third-py.marathon.mesos."));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 2);
  zone.Apply(state("agent-back"));  // they failed there
  EXPECT_FALSE(zone.Has("on-third-b.marathon.mesos."));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 0);
}

using Clock = std::chrono::system_clock;

TEST(UnreachableTasks, AreDueInTheOrderOfTheirTimes) {
  const Clock::time_point start(seconds(1'700'000'000));
  UnreachableTasks tasks{seconds(60)};
  tasks.Add(7, Agent{}, start);
  tasks.Add(3, Agent{}, start + seconds(5));
  tasks.Add(5, Agent{}, start);
  EXPECT_EQ(tasks.NextDeadline(), start + seconds(60));
  EXPECT_THAT(tasks.TakeDue(start + seconds(59)), IsEmpty());
  EXPECT_THAT(tasks.TakeDue(start + seconds(60)), UnorderedElementsAre(5, 7));
  EXPECT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks.NextDeadline(), start + seconds(65));
}

TEST(UnreachableTasks, WaitNoLongerThanTheGraceWhenTheClockIsSetBack) {
  const Clock::time_point start(seconds(1'700'000'000));
  UnreachableTasks tasks{seconds(60)};
  tasks.Add(1, Agent{}, start);
  tasks.Add(2, Agent{}, start);
  const Clock::time_point back = start - std::chrono::hours(5);
  EXPECT_THAT(tasks.TakeDue(back), IsEmpty());
  EXPECT_EQ(tasks.NextDeadline(), back + seconds(60));
  EXPECT_THAT(tasks.TakeDue(back + seconds(60)), UnorderedElementsAre(1, 2));
}

}  // namespace
}  // namespace signpost::mesos
