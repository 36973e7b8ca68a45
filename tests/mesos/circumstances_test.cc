// What the inventory says of a task besides its records, and what a zone remembers of its changes.

#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using records::Circumstances;
using testing::ClusterOptions;
using testing::FrameworkOf;
using testing::StateOf;
using testing::TaskOf;
using testing::ZoneFixture;

State With(const Task& task) { return StateOf({FrameworkOf("F", "f", {task})}); }

const Circumstances& OfFirstTask(const ZoneFixture& zone) {
  return *zone.snapshot().inventory.groups[0]->entries[0]->circumstances;
}

Task Checked(bool is_healthy) {
  Task task = TaskOf("a", "web", "10.0.2.1");
  task.health_checked = true;
  task.healthy = is_healthy;
  return task;
}

TEST(Circumstances, NameTheAgentAndTheSourceOfTheAddress) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  EXPECT_EQ(OfFirstTask(zone).place_id, "S1");
  EXPECT_EQ(OfFirstTask(zone).address_source, "netinfo");
  zone.Apply(With(TaskOf("b", "web", "")));
  EXPECT_EQ(OfFirstTask(zone).address_source, "host");
}

TEST(Circumstances, FollowAutoToWhereItLeads) {
  ClusterZoneOptions options = ClusterOptions();
  options.naming.sources = {AddressSource::kAuto};
  ZoneFixture zone(options);
  Task task = TaskOf("a", "web", "10.0.2.1");
  zone.Apply(With(task));
  EXPECT_EQ(OfFirstTask(zone).address_source, "netinfo");
  task.maps_host_port = true;
  zone.Apply(With(task));
  EXPECT_EQ(OfFirstTask(zone).address_source, "host");
}

TEST(Circumstances, TellTheHealthOfTasksThatAreChecked) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  EXPECT_EQ(OfFirstTask(zone).condition, "");
  zone.Apply(With(Checked(true)));
  EXPECT_EQ(OfFirstTask(zone).condition, "healthy");
  zone.Apply(With(Checked(false)));
  EXPECT_EQ(OfFirstTask(zone).condition, "unhealthy");
}

TEST(Circumstances, AreServedWithoutANewSerial) {
  ZoneFixture zone;
  zone.Apply(With(Checked(true)));
  const uint32_t serial = zone.snapshot().soa.serial;
  zone.Apply(With(Checked(false)));
  EXPECT_EQ(zone.snapshot().soa.serial, serial);
  EXPECT_EQ(zone.snapshot().changes.end(), 0u);
}

TEST(Circumstances, SayWhenAnAddressIsAnEarlierOne) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  EXPECT_FALSE(OfFirstTask(zone).is_address_kept);
  zone.Apply(With(TaskOf("a", "web", "")));
  EXPECT_TRUE(OfFirstTask(zone).is_address_kept);
}

TEST(Circumstances, SayWhenATaskIsUnreachable) {
  ClusterZoneOptions options = ClusterOptions();
  options.unreachable_grace = std::chrono::seconds(60);
  ZoneFixture zone(options);
  Task task = TaskOf("a", "web", "10.0.2.1");
  zone.Apply(With(task));
  task.state = TaskState::kUnreachable;
  zone.PutTask("F", task);
  EXPECT_EQ(OfFirstTask(zone).condition, "unreachable");
  EXPECT_EQ(OfFirstTask(zone).place_id, "S1");
}

TEST(Circumstances, AreSharedByTasksThatAgree) {
  ZoneFixture zone;
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "db")})}));
  const auto& entries = zone.snapshot().inventory.groups[0]->entries;
  EXPECT_EQ(entries[0]->circumstances, entries[1]->circumstances);
}

TEST(ZoneHistory, IsEmptyAfterTheFirstState) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web")));
  EXPECT_EQ(zone.snapshot().changes.end(), 0u);
}

TEST(ZoneHistory, ListsWhatAChangeAddedAndRemovedUnderItsSerial) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  zone.Apply(With(TaskOf("a", "web", "10.0.2.2")));
  const records::Snapshot& snapshot = zone.snapshot();
  ASSERT_EQ(snapshot.changes.end(), 1u);
  const records::ZoneChange& change = snapshot.changes[0];
  EXPECT_EQ(change.serial, snapshot.soa.serial);
  EXPECT_EQ(change.records.added, 2u);  // web and its canonical name
  EXPECT_EQ(change.records.removed, 2u);
  EXPECT_EQ(change.records.listed_added.size(), 2u);
  EXPECT_EQ(change.records.listed_removed.size(), 2u);
}

TEST(ZoneHistory, HasNoDifferencesUnlessTheyAreAskedFor) {
  ZoneFixture zone;
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  zone.Apply(With(TaskOf("a", "web", "10.0.2.2")));
  EXPECT_EQ(zone.snapshot().diffs.end(), 0u);
}

TEST(ZoneHistory, KnowsTheWayFromEachEarlierSerial) {
  ClusterZoneOptions options = testing::ClusterOptions();
  options.ixfr_history = 10;
  ZoneFixture zone(options);
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  const uint32_t first = zone.snapshot().soa.serial;
  EXPECT_EQ(zone.snapshot().diffs.Find(first), std::nullopt);
  zone.Apply(With(TaskOf("a", "web", "10.0.2.2")));
  const records::Snapshot& snapshot = zone.snapshot();
  const auto number = snapshot.diffs.Find(first);
  ASSERT_TRUE(number.has_value());
  const records::ZoneDiff& diff = snapshot.diffs[*number];
  EXPECT_EQ(diff.to_serial, snapshot.soa.serial);
  EXPECT_EQ(diff.removed.size(), 2u);  // web and its canonical name
  EXPECT_EQ(diff.added.size(), 2u);
}

TEST(ZoneHistory, BeginsBehindTheSerialThatWasKept) {
  ClusterZoneOptions options = testing::ClusterOptions();
  options.last_serial = 1'800'000'000;
  ZoneFixture zone(options);
  zone.Apply(With(TaskOf("a", "web", "10.0.2.1")));
  EXPECT_EQ(zone.snapshot().soa.serial, 1'800'000'001);
}

}  // namespace
}  // namespace signpost::mesos
