// A zone that follows the events of a random cluster must be the one that its state alone gives.

#include <gtest/gtest.h>

#include "mesos/event_walk.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::ClusterOptions;
using testing::EventWalk;
using testing::ZoneFixture;

ClusterZoneOptions Options() {
  ClusterZoneOptions options = ClusterOptions();
  options.health_filter = true;
  return options;
}

void ExpectTwinOf(const ZoneFixture& zone, const State& state) {
  ZoneFixture twin(Options());
  twin.Apply(state);
  ASSERT_EQ(zone.Lines(), twin.Lines());
  ASSERT_EQ(zone.InventoryLines(), twin.InventoryLines());
  for (const char* figure : {"agents", "frameworks", "tasks", "names", "records",
                             "unhealthy_withheld_tasks", "refused_task_first"}) {
    ASSERT_EQ(zone.Figure(figure), twin.Figure(figure)) << figure;
  }
}

class FollowedWalk : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, FollowedWalk, ::testing::Range<uint64_t>(1, 11));

TEST_P(FollowedWalk, EndsWhereItsStateAloneDoes) {
  EventWalk walk(GetParam());
  ZoneFixture zone(Options());
  zone.Apply(walk.state());
  for (int step = 0; step < 1000; ++step) {
    SCOPED_TRACE(step);
    const auto events = walk.Step();
    zone.ApplyEvents(events);
    if (walk.is_half_told()) zone.Apply(walk.state());
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, walk.state()));
    zone.Apply(walk.state(), StateKind::kRepair);
    ASSERT_EQ(zone.Figure("repaired_differences"), 0);
  }
  EXPECT_GT(zone.Figure("events_stale"), 0);
}

TEST_P(FollowedWalk, EndsWhereItsStateDoesWhateverComesInOneBatch) {
  EventWalk walk(GetParam() + 1000);
  ZoneFixture zone(Options());
  zone.Apply(walk.state());
  std::vector<Event> batch;
  for (int step = 0; step < 1000; ++step) {
    SCOPED_TRACE(step);
    for (const Event& event : walk.Step()) batch.push_back(event);
    if (!walk.is_half_told() && step % 5 > 0) continue;
    zone.ApplyEvents(std::exchange(batch, {}));
    if (walk.is_half_told()) zone.Apply(walk.state());
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, walk.state()));
  }
}

// A state that takes some steps to come: by then it is old.
TEST_P(FollowedWalk, LosesNothingToStatesThatComeLate) {
  EventWalk walk(GetParam() + 2000);
  ZoneFixture zone(Options());
  zone.Apply(walk.state());
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    zone.BeginFetch();
    const State early = walk.state();
    bool is_half_told = false;
    for (int step = 0; step < 5; ++step) {
      const auto events = walk.Step();
      zone.ApplyEvents(events);
      is_half_told |= walk.is_half_told();
    }
    zone.Apply(early, StateKind::kRepair);
    if (is_half_told) zone.Apply(walk.state());
    ASSERT_NO_FATAL_FAILURE(ExpectTwinOf(zone, walk.state()));
  }
  EXPECT_EQ(zone.Figure("repaired_differences"), 0);
}

}  // namespace
}  // namespace signpost::mesos
