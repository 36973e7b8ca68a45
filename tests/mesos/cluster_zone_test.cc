#include "mesos/cluster_zone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::AgentOf;
using testing::ClusterOptions;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StateOf;
using testing::TaskOf;
using testing::ZoneFixture;

TEST(ClusterZone, HasNoTableBeforeTheFirstState) {
  EXPECT_EQ(ZoneFixture().snapshot().table, nullptr);
}

TEST(ClusterZone, ServesAnEmptyClusterToo) {
  ZoneFixture zone;
  EXPECT_TRUE(zone.Apply(StateOf({})));
  EXPECT_THAT(zone.LinesOfOwner("leader.mesos."), ElementsAre("leader.mesos. 60 IN A 10.0.0.1"));
  EXPECT_THAT(zone.LinesOfOwner("ns1.mesos."), ElementsAre("ns1.mesos. 60 IN A 127.0.0.1"));
}

TEST(ClusterZone, KeepsSnapshotAndSerialWhenNothingChanges) {
  const State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web")})});
  ZoneFixture zone;
  EXPECT_TRUE(zone.Apply(state));
  const uint32_t serial = zone.snapshot().soa.serial;
  EXPECT_FALSE(zone.Apply(state));
  EXPECT_FALSE(zone.PutTask("F", TaskOf("a", "web")));
  EXPECT_FALSE(zone.RemoveTask("F", "c"));
  EXPECT_EQ(zone.snapshot().soa.serial, serial);
}

TEST(ClusterZone, KeepsTheSnapshotWhenAnEndedTaskIsListedBeforeARunningOneOfItsId) {
  Task ended = TaskOf("a", "web");
  ended.state = TaskState::kOther;
  const State state = StateOf({FrameworkOf("F", "f", {ended, TaskOf("a", "web")})});
  ZoneFixture zone;
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_FALSE(zone.Apply(state));
}

TEST(ClusterZone, KeepsTheSnapshotWhenOnlyWhatIsNotServedChanges) {
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  ZoneFixture zone;
  zone.Apply(state);
  state.frameworks[0].tasks[0].addresses.docker = {*IpAddress::Parse("10.7.7.7")};
  state.frameworks[0].hostname = "elsewhere";
  state.agents[0].hostname = "elsewhere";
  EXPECT_FALSE(zone.Apply(state));
}

TEST(ClusterZone, KeepsTheSerialWhenOnlyTheInventoryChanges) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "My_Framework", {TaskOf("a", "Web")})}));
  const uint32_t serial = zone.snapshot().soa.serial;
  const auto lines = zone.Lines();
  EXPECT_TRUE(zone.Apply(StateOf({FrameworkOf("F", "my-framework", {TaskOf("a", "web")})})));
  EXPECT_EQ(zone.Lines(), lines);
  EXPECT_EQ(zone.snapshot().soa.serial, serial);
  EXPECT_EQ(zone.snapshot().inventory.groups[0]->name, "my-framework");
  EXPECT_EQ(zone.snapshot().inventory.groups[0]->entries[0]->name, "web");
}

TEST(ClusterZone, RaisesTheSerialWithEachChange) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f")}));
  const uint32_t serial = zone.snapshot().soa.serial;
  EXPECT_TRUE(zone.PutTask("F", TaskOf("a", "web")));
  EXPECT_GT(zone.snapshot().soa.serial, serial);
}

TEST(ClusterZone, ServesATaskAsLongAsItRuns) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  EXPECT_TRUE(zone.Has("web.f.mesos. 60 IN A 10.0.2.1"));
  EXPECT_TRUE(zone.Has("web.f.slave.mesos. 60 IN A 10.0.1.1"));
  EXPECT_TRUE(zone.Apply(StateOf({FrameworkOf("F", "f")})));
  EXPECT_FALSE(zone.Has("web.f.mesos. "));
  EXPECT_THAT(zone.InventoryLines(), ElementsAre("f"));
}

TEST(ClusterZone, FollowsATaskThatChanges) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web", "10.0.2.9", "S2")})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.9"));
  EXPECT_THAT(zone.LinesOfOwner("web.f.slave.mesos."),
              ElementsAre("web.f.slave.mesos. 60 IN A 10.0.1.2"));
}

TEST(ClusterZone, FollowsAFrameworkThatIsRenamedMovesOrGoes) {
  ZoneFixture zone;
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  zone.Apply(state);
  state.frameworks[0].name = "g";
  zone.Apply(state);
  EXPECT_FALSE(zone.Has("web.f.mesos."));
  EXPECT_TRUE(zone.Has("web.g.mesos. 60 IN A 10.0.2.1"));
  EXPECT_TRUE(zone.Has("_framework._tcp.g.mesos. 60 IN SRV 0 1 9000 g.mesos."));
  state.frameworks[0].pid = ParsePid("scheduler@10.0.0.8:9001");
  zone.Apply(state);
  EXPECT_THAT(zone.LinesOfOwner("g.mesos."), ElementsAre("g.mesos. 60 IN A 10.0.0.8"));
  EXPECT_TRUE(zone.Has("_framework._tcp.g.mesos. 60 IN SRV 0 1 9001 g.mesos."));
  zone.Apply(StateOf({}));
  EXPECT_FALSE(zone.Has("g.mesos."));
  EXPECT_FALSE(zone.Has("web.g.mesos."));
  EXPECT_THAT(zone.InventoryLines(), IsEmpty());
}

TEST(ClusterZone, FollowsAnAgentThatMovesOrGoes) {
  ZoneFixture zone;
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  zone.Apply(state);
  state.agents[0] = AgentOf("S1", "10.9.9.9");
  zone.Apply(state);
  EXPECT_THAT(zone.LinesOfOwner("slave.mesos."),
              ElementsAre("slave.mesos. 60 IN A 10.0.1.2", "slave.mesos. 60 IN A 10.9.9.9"));
  EXPECT_TRUE(zone.Has("web.f.slave.mesos. 60 IN A 10.9.9.9"));
  state.agents.erase(state.agents.begin());
  zone.Apply(state);
  EXPECT_THAT(zone.LinesOfOwner("slave.mesos."), ElementsAre("slave.mesos. 60 IN A 10.0.1.2"));
  EXPECT_FALSE(zone.Has("web.f.mesos."));
}

TEST(ClusterZone, FollowsTheLeader) {
  ZoneFixture zone;
  State state = StateOf({});
  zone.Apply(state);
  state.leader = "master@10.0.0.2:5050";
  zone.Apply(state);
  EXPECT_THAT(zone.LinesOfOwner("leader.mesos."), ElementsAre("leader.mesos. 60 IN A 10.0.0.2"));
  EXPECT_THAT(zone.LinesOfOwner("master.mesos."), ElementsAre("master.mesos. 60 IN A 10.0.0.2"));
}

TEST(ClusterZone, KeepsARecordUntilItsLastTaskHasGone) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web")})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(1));
  zone.RemoveTask("F", "a");
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(1));
  zone.RemoveTask("F", "b");
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), IsEmpty());
}

TEST(ClusterZone, GivesATaskOfOneFrameworkTheNameOfAnother) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "web.f"), FrameworkOf("G", "f", {TaskOf("a", "web")})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.1"));
  EXPECT_FALSE(zone.Has("_framework._tcp.web.f.mesos."));
  EXPECT_EQ(zone.Figure("refused_task_first"), 2);
  zone.RemoveTask("G", "a");
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.0.9"));
  EXPECT_EQ(zone.Figure("refused_task_first"), 0);
}

TEST(ClusterZone, ShowsItsFigures) {
  ZoneFixture zone;
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")}), FrameworkOf("G", "leader")});
  state.skipped = {.tasks = 1, .frameworks = 2, .agents = 3, .ports = 4, .addresses = 5};
  zone.Apply(state);
  EXPECT_EQ(zone.Figure("agents"), 2);
  EXPECT_EQ(zone.Figure("frameworks"), 2);
  EXPECT_EQ(zone.Figure("tasks"), 1);
  EXPECT_EQ(zone.Figure("records"), static_cast<int64_t>(zone.Lines().size()));
  EXPECT_EQ(zone.Figure("skipped_tasks"), 1);
  EXPECT_EQ(zone.Figure("skipped_frameworks"), 2);
  EXPECT_EQ(zone.Figure("skipped_agents"), 3);
  EXPECT_EQ(zone.Figure("skipped_ports"), 4);
  EXPECT_EQ(zone.Figure("skipped_addresses"), 5);
  EXPECT_EQ(zone.Figure("refused_reserved"), 1);
  zone.Apply(StateOf({}));
  EXPECT_EQ(zone.Figure("refused_reserved"), 0);
}

TEST(ClusterZone, TakesTheFigureOfARefusedNameBackWithItsTask) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "")})}));
  EXPECT_GT(zone.Figure("refused_unencodable"), 0);
  zone.PutTask("F", TaskOf("a", "web"));
  EXPECT_EQ(zone.Figure("refused_unencodable"), 0);
}

// Each task below gives four addresses.
constexpr size_t kRecordsOfATask = 4;

std::vector<Task> Tasks(size_t count) {
  std::vector<Task> tasks;
  for (size_t i = 0; i < count; ++i) {
    tasks.push_back(TaskOf("id" + std::to_string(i), "web", "10.0.3." + std::to_string(i)));
  }
  return tasks;
}

size_t ServedInstances(const ZoneFixture& zone, const std::string& framework) {
  return zone.LinesOfOwner("web." + framework + ".mesos.").size();
}

TEST(ClusterZoneLimits, CutTheRecordsOfATask) {
  ClusterZoneOptions options = ClusterOptions();
  options.naming.records_per_task_max = 3;
  ZoneFixture zone(options);
  zone.Apply(StateOf({FrameworkOf("F", "f", Tasks(1))}));
  EXPECT_EQ(zone.Figure("refused_over_task_limit"), 1);
  EXPECT_TRUE(zone.Has("web.f.mesos."));
  zone.Apply(StateOf({FrameworkOf("F", "f")}));
  EXPECT_EQ(zone.Figure("refused_over_task_limit"), 0);
}

TEST(ClusterZoneLimits, KeepTasksOutAndLetThemInAgain) {
  ClusterZoneOptions options = ClusterOptions();
  options.records_per_framework_max = 2 * kRecordsOfATask;
  ZoneFixture zone(options);
  State state = StateOf({FrameworkOf("F", "f", Tasks(3)), FrameworkOf("G", "g", Tasks(2))});
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_EQ(ServedInstances(zone, "f"), 2U);
  EXPECT_EQ(ServedInstances(zone, "g"), 2U);
  EXPECT_EQ(zone.Figure("refused_over_framework_limit"), 4);
  EXPECT_EQ(zone.snapshot().inventory.entry_count, 5U);
  EXPECT_FALSE(zone.Apply(state));

  state.frameworks[0].tasks.erase(state.frameworks[0].tasks.begin());
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_EQ(ServedInstances(zone, "f"), 2U);
  EXPECT_TRUE(zone.Has("web.f.mesos. 60 IN A 10.0.3.2"));
  EXPECT_EQ(zone.Figure("refused_over_framework_limit"), 0);
}

TEST(ClusterZoneLimits, HoldForTheWholeZone) {
  ClusterZoneOptions options = ClusterOptions();
  options.records_max = 3 * kRecordsOfATask;
  ZoneFixture zone(options);
  State state = StateOf({FrameworkOf("F", "f", Tasks(2)), FrameworkOf("G", "g", Tasks(2))});
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_EQ(ServedInstances(zone, "f") + ServedInstances(zone, "g"), 3U);
  EXPECT_EQ(zone.Figure("refused_over_limit"), 4);
  EXPECT_FALSE(zone.Apply(state));
  state.frameworks[0].tasks.clear();
  EXPECT_TRUE(zone.Apply(state));
  EXPECT_EQ(ServedInstances(zone, "g"), 2U);
  EXPECT_EQ(zone.Figure("refused_over_limit"), 0);
}

TEST(ClusterZoneLimits, HoldForSingleTasks) {
  ClusterZoneOptions options = ClusterOptions();
  options.records_max = kRecordsOfATask;
  ZoneFixture zone(options);
  zone.Apply(StateOf({FrameworkOf("F", "f")}));
  zone.PutTask("F", TaskOf("a", "web"));
  zone.PutTask("F", TaskOf("b", "api"));
  EXPECT_FALSE(zone.Has("api.f.mesos."));
  EXPECT_EQ(zone.Figure("refused_over_limit"), 4);
  zone.RemoveTask("F", "b");
  EXPECT_EQ(zone.Figure("refused_over_limit"), 0);
}

TEST(ClusterZoneLimits, CountATaskUnderTheLimitThatKeepsItOutNow) {
  ClusterZoneOptions options = ClusterOptions();
  options.records_max = 2 * kRecordsOfATask;
  options.records_per_framework_max = kRecordsOfATask;
  ZoneFixture zone(options);
  State state = StateOf({FrameworkOf("G", "g", Tasks(1)), FrameworkOf("F", "f", Tasks(2))});
  zone.Apply(state);
  EXPECT_EQ(zone.Figure("refused_over_limit"), 4);
  EXPECT_EQ(zone.Figure("refused_over_framework_limit"), 0);
  state.frameworks[0].tasks.clear();
  zone.Apply(state);
  EXPECT_EQ(zone.Figure("refused_over_limit"), 0);
  EXPECT_EQ(zone.Figure("refused_over_framework_limit"), 4);
}

}  // namespace
}  // namespace signpost::mesos
