#include "mesos/health_filter.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/cluster_walk.h"
#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using testing::ClusterOptions;
using testing::ClusterWalk;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StateOf;
using testing::TaskOf;
using ::testing::UnorderedElementsAre;
using testing::ZoneFixture;

TEST(HealthFilter, LeavesOutAnUnhealthyTaskBesideAHealthyOne) {
  HealthFilter filter;
  filter.Put(0, {"web.f"}, Health::kHealthy);
  filter.Put(1, {"web.f"}, Health::kUnhealthy);
  EXPECT_THAT(filter.Settle(), ElementsAre(1));
  EXPECT_TRUE(filter.LeavesOut(1));
  EXPECT_FALSE(filter.LeavesOut(0));
  EXPECT_EQ(filter.left_out_count(), 1U);
  EXPECT_EQ(filter.failed_open_count(), 0U);
}

TEST(HealthFilter, FailsOpenWhenANameWouldBeEmpty) {
  HealthFilter filter;
  filter.Put(0, {"web.f"}, Health::kHealthy);
  filter.Put(1, {"web.f"}, Health::kUnhealthy);
  filter.Put(2, {"web.f"}, Health::kUnhealthy);
  EXPECT_THAT(filter.Settle(), UnorderedElementsAre(1, 2));
  filter.Put(0, {"web.f"}, Health::kUnhealthy);
  EXPECT_THAT(filter.Settle(), UnorderedElementsAre(1, 2));
  EXPECT_EQ(filter.left_out_count(), 0U);
  EXPECT_EQ(filter.failed_open_count(), 1U);
  filter.Put(1, {"web.f"}, Health::kHealthy);
  EXPECT_THAT(filter.Settle(), UnorderedElementsAre(0, 2));
  EXPECT_EQ(filter.failed_open_count(), 0U);
}

TEST(HealthFilter, KeepsATaskThatOneOfItsNamesNeeds) {
  HealthFilter filter;
  filter.Put(0, {"web.f"}, Health::kHealthy);
  filter.Put(1, {"web.f", "w_eb.f"}, Health::kUnhealthy);
  EXPECT_THAT(filter.Settle(), IsEmpty());
  EXPECT_EQ(filter.failed_open_count(), 1U);
  filter.Put(2, {"web.f", "w_eb.f"}, Health::kHealthy);
  EXPECT_THAT(filter.Settle(), ElementsAre(1));
}

TEST(HealthFilter, TakesATaskOfUnknownHealthForNoReason) {
  HealthFilter filter;
  filter.Put(0, {"web.f"}, Health::kUnknown);
  filter.Put(1, {"web.f"}, Health::kUnhealthy);
  EXPECT_THAT(filter.Settle(), IsEmpty());
  EXPECT_FALSE(filter.LeavesOut(0));
  EXPECT_FALSE(filter.LeavesOut(1));
}

TEST(HealthFilter, SaysNothingOfChangesThatAreTakenBack) {
  HealthFilter filter;
  filter.Put(0, {"web.f"}, Health::kHealthy);
  filter.Put(1, {"web.f"}, Health::kUnhealthy);
  filter.Settle();
  filter.Remove(0);
  filter.Put(2, {"web.f"}, Health::kHealthy);
  EXPECT_THAT(filter.Settle(), IsEmpty());
  filter.Remove(1);
  filter.Put(1, {"web.f"}, Health::kHealthy);
  EXPECT_THAT(filter.Settle(), IsEmpty());
  EXPECT_EQ(filter.left_out_count(), 0U);
}

// The slow, obvious twin: from all that is there.
class SlowFilter {
 public:
  struct Entry {
    std::vector<std::string> names;
    Health health;
  };
  std::map<uint32_t, Entry> entries;

  bool HasHealthy(const std::string& name) const {
    return std::ranges::any_of(entries, [&](const auto& entry) {
      return entry.second.health == Health::kHealthy &&
             std::ranges::count(entry.second.names, name) > 0;
    });
  }
  bool LeavesOut(uint32_t number) const {
    const auto entry = entries.find(number);
    if (entry == entries.end() || entry->second.health != Health::kUnhealthy) return false;
    const auto& names = entry->second.names;
    return !names.empty() &&
           std::ranges::all_of(names, [&](const auto& name) { return HasHealthy(name); });
  }
  size_t FailedOpen() const {
    std::set<std::string> names;
    for (const auto& [number, entry] : entries) {
      if (entry.health != Health::kUnhealthy) continue;
      for (const std::string& name : entry.names) {
        if (!HasHealthy(name)) names.insert(name);
      }
    }
    return names.size();
  }
};

class HealthFilterWalk : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, HealthFilterWalk, ::testing::Range<uint64_t>(1, 11));

TEST_P(HealthFilterWalk, EndsWhereTheSlowTwinDoes) {
  constexpr uint32_t kNumbers = 24;
  const std::vector<std::vector<std::string>> kNames = {{"a"}, {"b"}, {"a", "c"}, {"b", "a"}, {}};
  std::mt19937_64 random(GetParam());
  HealthFilter filter;
  SlowFilter twin;
  for (int step = 0; step < 2000; ++step) {
    std::map<uint32_t, bool> before;
    for (uint32_t number = 0; number < kNumbers; ++number)
      before[number] = filter.LeavesOut(number);
    for (size_t count = 1 + random() % 4; count > 0; --count) {
      const auto number = static_cast<uint32_t>(random() % kNumbers);
      if (random() % 3 == 0) {
        filter.Remove(number);
        twin.entries.erase(number);
        before[number] = false;
      } else {
        const auto& names = kNames[random() % kNames.size()];
        const auto health = static_cast<Health>(random() % 3);
        filter.Put(number, names, health);
        twin.entries[number] = {names, health};
      }
    }
    const auto changed = filter.Settle();
    size_t left_out = 0;
    for (uint32_t number = 0; number < kNumbers; ++number) {
      ASSERT_EQ(filter.LeavesOut(number), twin.LeavesOut(number)) << step << " " << number;
      const bool is_changed = filter.LeavesOut(number) != before[number];
      ASSERT_EQ(std::ranges::count(changed, number), is_changed ? 1 : 0) << step << " " << number;
      left_out += twin.LeavesOut(number) ? 1 : 0;
    }
    ASSERT_EQ(filter.left_out_count(), left_out);
    ASSERT_EQ(filter.failed_open_count(), twin.FailedOpen()) << step;
  }
}

ClusterZoneOptions Filtered() {
  ClusterZoneOptions options = ClusterOptions();
  options.health_filter = true;
  return options;
}

Task Unhealthy(Task task) {
  task.healthy = false;
  return task;
}

TEST(FilteredZone, ServesUnhealthyTasksByDefault) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf(
      "F", "f", {TaskOf("a", "web", "10.0.2.1"), Unhealthy(TaskOf("b", "web", "10.0.2.2"))})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(2));
  EXPECT_EQ(zone.Figure("unhealthy_withheld_tasks"), 0);
  EXPECT_EQ(zone.Figure("health_failed_open_names"), 0);
}

TEST(FilteredZone, LeavesUnhealthyTasksOutAndLetsThemInAgain) {
  const Task healthy = TaskOf("a", "web", "10.0.2.1");
  const Task task = TaskOf("b", "web", "10.0.2.2");
  ZoneFixture zone(Filtered());
  zone.Apply(StateOf({FrameworkOf("F", "f", {healthy, Unhealthy(task)})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.1"));
  EXPECT_THAT(zone.InventoryLines(), SizeIs(2));
  EXPECT_EQ(zone.Figure("unhealthy_withheld_tasks"), 1);
  EXPECT_TRUE(zone.PutTask("F", task));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(2));
  EXPECT_EQ(zone.Figure("unhealthy_withheld_tasks"), 0);
  EXPECT_TRUE(zone.PutTask("F", Unhealthy(task)));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(1));
}

TEST(FilteredZone, ServesAllOfANameThatHasNoHealthyTask) {
  const Task a = TaskOf("a", "web", "10.0.2.1");
  const Task b = TaskOf("b", "web", "10.0.2.2");
  ZoneFixture zone(Filtered());
  zone.Apply(StateOf({FrameworkOf("F", "f", {a, Unhealthy(b), TaskOf("c", "api")})}));
  EXPECT_TRUE(zone.PutTask("F", Unhealthy(a)));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(2));
  EXPECT_EQ(zone.Figure("health_failed_open_names"), 1);
  EXPECT_TRUE(zone.PutTask("F", b));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.2"));
  EXPECT_TRUE(zone.RemoveTask("F", "b"));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.1"));
}

TEST(FilteredZone, KnowsANameByWhatClientsAskFor) {
  Task discovered = TaskOf("b", "other", "10.0.2.2");
  discovered.discovery_name = "web";
  ZoneFixture zone(Filtered());
  zone.Apply(StateOf({FrameworkOf("F", "f", {Unhealthy(TaskOf("a", "Web"))}),
                      FrameworkOf("G", "F", {discovered})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.2"));
}

TEST(FilteredZone, KeepsTheSameNameOfAnotherFrameworkApart) {
  ZoneFixture zone(Filtered());
  zone.Apply(StateOf({FrameworkOf("F", "f", {Unhealthy(TaskOf("a", "web"))}),
                      FrameworkOf("G", "g", {TaskOf("a", "web")})}));
  EXPECT_TRUE(zone.Has("web.f.mesos."));
}

TEST(FilteredZone, TakesATaskThatIsNotServedForNoReason) {
  ZoneFixture zone(Filtered());
  zone.Apply(StateOf({FrameworkOf(
      "F", "f",
      {Unhealthy(TaskOf("a", "web", "10.0.2.1")), TaskOf("b", "web", "10.0.2.2", "S9")})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.1"));
}

TEST(FilteredZone, TakesATaskWithoutAnAddressForNoReason) {
  ClusterZoneOptions options = Filtered();
  options.naming.sources = {AddressSource::kNetinfo};
  ZoneFixture zone(options);
  zone.Apply(StateOf({FrameworkOf(
      "F", "f", {Unhealthy(TaskOf("a", "web", "10.0.2.1")), TaskOf("b", "web", "")})}));
  EXPECT_TRUE(zone.Has("web.f.mesos. 60 IN A 10.0.2.1"));
}

TEST(FilteredZone, TakesAnUnreachableTaskForNoReason) {
  ClusterZoneOptions options = Filtered();
  options.unreachable_grace = std::chrono::seconds(60);
  ZoneFixture zone(options);
  Task lost = TaskOf("b", "web", "10.0.2.2", "S2");
  zone.Apply(StateOf({FrameworkOf("F", "f", {Unhealthy(TaskOf("a", "web", "10.0.2.1")), lost})}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.2"));
  lost.state = TaskState::kUnreachable;
  EXPECT_TRUE(zone.PutTask("F", lost));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), SizeIs(2));
  EXPECT_TRUE(zone.ExpireAfter(std::chrono::seconds(60)));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.0.2.1"));
}

TEST(FilteredZone, LeavesTheUnhealthyTasksOfARecordedClusterOut) {
  const std::string state = testing::ReadFile("tests/golden/cluster.state.json.gz");
  ZoneFixture zone(Filtered());
  zone.Apply(state);
  // cache.backend and state.unhealthy fail their checks, and no other task has their names.
  EXPECT_EQ(zone.Figure("health_failed_open_names"), 2);
  EXPECT_EQ(zone.Figure("unhealthy_withheld_tasks"), 0);
  ZoneFixture unfiltered;
  unfiltered.Apply(state);
  EXPECT_EQ(zone.Lines(), unfiltered.Lines());
}

// Takes out of `state` what the filter leaves out, by looking at all tasks for each.
State FilteredNaively(const State& state, const NamingOptions& naming) {
  std::multiset<std::string> healthy;
  const auto is_served = [&](const Task& task) {
    return task.state == TaskState::kRunning &&
           std::ranges::count(state.agents, task.agent_id, &Agent::id) > 0;
  };
  const auto agent_of = [&](const Task& task) {
    return *std::ranges::find(state.agents, task.agent_id, &Agent::id);
  };
  for (const Framework& framework : state.frameworks) {
    for (const Task& task : framework.tasks) {
      if (!task.healthy || !is_served(task)) continue;
      if (TaskAddresses(task, AgentAddresses(agent_of(task)), naming.sources).empty()) continue;
      for (std::string& name : SharedNames(task, framework.name, naming)) healthy.insert(name);
    }
  }
  State filtered = state;
  for (Framework& framework : filtered.frameworks) {
    std::erase_if(framework.tasks, [&](const Task& task) {
      const auto names = SharedNames(task, framework.name, naming);
      return !task.healthy && is_served(task) && !names.empty() &&
             std::ranges::all_of(names, [&](const auto& name) { return healthy.contains(name); });
    });
  }
  return filtered;
}

class FilteredWalk : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, FilteredWalk, ::testing::Range<uint64_t>(1, 11));

TEST_P(FilteredWalk, ServesWhatAStateWithoutTheLeftOutTasksGives) {
  ClusterWalk walk(GetParam() + 3000);
  ZoneFixture zone(Filtered());
  int64_t left_out = 0;
  int64_t failed_open = 0;
  for (int step = 0; step < 400; ++step) {
    ClusterWalk::TaskChange change;
    if (step % 4 == 0 || !walk.StepOfOneTask(&change)) {
      walk.Step();
      zone.Apply(walk.state());
    } else if (change.removed) {
      zone.RemoveTask(change.framework_id, change.task.id);
    } else {
      zone.PutTask(change.framework_id, change.task);
    }
    ZoneFixture twin;
    twin.Apply(FilteredNaively(walk.state(), ClusterOptions().naming));
    ASSERT_EQ(zone.Lines(), twin.Lines()) << "step " << step;
    ASSERT_EQ(zone.InventoryLines(), twin.InventoryLines()) << "step " << step;
    ASSERT_EQ(zone.Figure("tasks") - zone.Figure("unhealthy_withheld_tasks"), twin.Figure("tasks"));
    left_out += zone.Figure("unhealthy_withheld_tasks");
    failed_open += zone.Figure("health_failed_open_names");
  }
  EXPECT_GT(left_out, 0);
  EXPECT_GT(failed_open, 0);
}

}  // namespace
}  // namespace signpost::mesos
