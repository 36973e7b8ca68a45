// A zone that went through thousands of changes must be the one that its last state alone gives.

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_walk.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::ClusterOptions;
using testing::ClusterWalk;
using testing::ZoneFixture;

constexpr const char* kFigures[] = {"agents",
                                    "frameworks",
                                    "tasks",
                                    "names",
                                    "records",
                                    "refused_unencodable",
                                    "refused_reserved",
                                    "refused_over_task_limit",
                                    "refused_task_first"};

// The slow, obvious twin: one state, from nothing.
void ExpectTwinOf(const ZoneFixture& zone, const State& state, const ClusterZoneOptions& options) {
  ZoneFixture twin(options);
  twin.Apply(state);
  ASSERT_EQ(zone.Lines(), twin.Lines());
  ASSERT_EQ(zone.InventoryLines(), twin.InventoryLines());
  ASSERT_EQ(zone.snapshot().inventory.entry_count, twin.snapshot().inventory.entry_count);
  for (const char* figure : kFigures) ASSERT_EQ(zone.Figure(figure), twin.Figure(figure)) << figure;
}

class Walk : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Walk, ::testing::Range<uint64_t>(1, 11));

TEST_P(Walk, OfFullStatesEndsWhereTheLastStateAloneDoes) {
  ClusterWalk walk(GetParam());
  ZoneFixture zone;
  for (int step = 0; step < 400; ++step) {
    walk.Step();
    zone.Apply(walk.state());
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, walk.state(), ClusterOptions())) << "step " << step;
    ASSERT_FALSE(zone.Apply(walk.state())) << "step " << step;
    testing::CheckWellFormed(zone.snapshot());
  }
}

TEST_P(Walk, OfFullStatesAndSingleTasksEndsWhereTheLastStateAloneDoes) {
  ClusterWalk walk(GetParam() + 1000);
  ClusterZoneOptions options = ClusterOptions();
  options.naming.records_per_task_max = 12;
  ZoneFixture zone(options);
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
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, walk.state(), options)) << "step " << step;
  }
}

TEST_P(Walk, WithHostNamesEndsWhereTheLastStateAndTheLastAddressesAloneDo) {
  ClusterWalk walk(GetParam() + 4000);
  std::mt19937_64 random(GetParam());
  ClusterZoneOptions options = ClusterOptions();
  options.masters = {"h:5050", "10.0.0.2:5050"};
  const std::vector<std::vector<std::string>> addresses = {
      {}, {"10.3.0.1"}, {"10.3.0.2", "fd00::3:2"}, {"10.0.0.2", "10.1.0.1"}};
  std::vector<std::string> last;
  ZoneFixture zone(options);
  for (int step = 0; step < 400; ++step) {
    if (step % 3 == 0) {
      last = addresses[random() % addresses.size()];
      zone.SetHost("h", last);
    } else {
      walk.Step();
      zone.Apply(walk.state());
    }
    ZoneFixture twin(options);
    twin.SetHost("h", last);
    twin.Apply(walk.state());
    if (step == 0) continue;  // no state is known
    ASSERT_EQ(zone.Lines(), twin.Lines()) << "step " << step;
    ASSERT_EQ(zone.InventoryLines(), twin.InventoryLines()) << "step " << step;
    ASSERT_EQ(zone.HostsWanted(), twin.HostsWanted()) << "step " << step;
  }
}

// What a master that has just been elected says of `state`: half of the agents are not back.
State AfterFailOver(State state, int step, std::mt19937_64* random) {
  state.master_id = std::to_string(step);
  state.recovered_agents.emplace();
  std::erase_if(state.agents, [&](const Agent& agent) {
    if ((*random)() % 2 == 0) return false;
    state.recovered_agents->push_back(agent.id);
    return true;
  });
  for (Framework& framework : state.frameworks) {
    framework.recovered = (*random)() % 2 == 0;
    std::erase_if(framework.tasks, [&](const Task& task) {
      return std::ranges::find(state.agents, task.agent_id, &Agent::id) == state.agents.end();
    });
  }
  return state;
}

TEST_P(Walk, OfAMastersStatesEndsWhereTheLastStateDoesOnceNothingIsHeld) {
  ClusterWalk walk(GetParam() + 3000);
  std::mt19937_64 random(GetParam());
  ZoneFixture zone;
  int64_t held = 0;
  for (int step = 0; step < 400; ++step) {
    walk.Step();
    const State state = step % 3 == 0 ? AfterFailOver(walk.state(), step, &random) : walk.state();
    zone.Apply(state, StateKind::kMaster);
    testing::CheckWellFormed(zone.snapshot());
    held += zone.Figure("held_tasks");
    if (step % 5 > 0) continue;
    zone.Advance(kAgentReregisterTimeout);
    for (int more = 0; more < 2 + kLossStatesHeld; ++more) zone.Apply(state, StateKind::kMaster);
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, state, ClusterOptions())) << "step " << step;
  }
  EXPECT_GT(held, 0);
}

// Records in the inventory.
struct Sizes {
  size_t all = 0;
  size_t greatest_group = 0;
};

Sizes SizesOf(const records::Inventory& inventory) {
  Sizes sizes;
  inventory.groups.ForEach([&](const auto& group) {
    if (group == nullptr) return;
    size_t size = 0;
    group->entries.ForEach([&](const auto& entry) { size += entry ? entry->records->size() : 0; });
    sizes.all += size;
    sizes.greatest_group = std::max(sizes.greatest_group, size);
  });
  return sizes;
}

TEST_P(Walk, NeverPassesALimitAndCountsAllThatItKeepsOut) {
  ClusterWalk walk(GetParam() + 2000);
  ClusterZoneOptions options = ClusterOptions();
  options.records_max = 60;
  options.records_per_framework_max = 30;
  ZoneFixture zone(options);
  int64_t kept_out = 0;
  for (int step = 0; step < 400; ++step) {
    walk.Step();
    zone.Apply(walk.state());
    ZoneFixture unlimited;
    unlimited.Apply(walk.state());
    const Sizes sizes = SizesOf(zone.snapshot().inventory);
    ASSERT_LE(sizes.all, options.records_max);
    ASSERT_LE(sizes.greatest_group, options.records_per_framework_max);
    const int64_t refused =
        zone.Figure("refused_over_limit") + zone.Figure("refused_over_framework_limit");
    ASSERT_EQ(sizes.all + refused, SizesOf(unlimited.snapshot().inventory).all) << "step " << step;
    ASSERT_EQ(zone.snapshot().inventory.entry_count, unlimited.snapshot().inventory.entry_count);
    ASSERT_FALSE(zone.Apply(walk.state())) << "step " << step;
    kept_out += refused;
  }
  EXPECT_GT(kept_out, 0);
}

}  // namespace
}  // namespace signpost::mesos
