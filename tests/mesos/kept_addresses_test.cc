// The address of a container is kept across statuses that do not name it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/state_parser.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::ClusterOptions;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using testing::StateOf;
using testing::TaskOf;
using testing::ZoneFixture;

const std::string kContainer = "172.16.0.1";
const std::string kAgent = "10.0.1.1";

// A state whose one task is at `address`, by its status.
State At(const std::string& address) {
  return StateOf({FrameworkOf("F", "f", {TaskOf("a", "web", address)})});
}

void ExpectAt(const ZoneFixture& zone, const std::string& address, int64_t kept) {
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A " + address));
  EXPECT_EQ(zone.Figure("kept_addresses"), kept);
}

TEST(KeptAddresses, OfAContainerOutliveAStatusWithoutAny) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  EXPECT_FALSE(zone.Apply(At("")));
  EXPECT_FALSE(zone.Apply(At("")));
  ExpectAt(zone, kContainer, 1);
}

TEST(KeptAddresses, OfAContainerOutliveAStatusWithTheAgentsOwn) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  EXPECT_FALSE(zone.Apply(At(kAgent)));
  ExpectAt(zone, kContainer, 1);
}

TEST(KeptAddresses, OutliveTheChangeOfASingleTask) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  Task task = TaskOf("a", "web", kAgent);
  task.healthy = false;
  EXPECT_FALSE(zone.PutTask("F", task));
  ExpectAt(zone, kContainer, 1);
  zone.RemoveTask("F", "a");
  EXPECT_EQ(zone.Figure("kept_addresses"), 0);
}

TEST(KeptAddresses, GiveWayToAnotherOfTheContainer) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  zone.Apply(At(""));
  EXPECT_TRUE(zone.Apply(At("172.16.0.9")));
  ExpectAt(zone, "172.16.0.9", 0);
}

TEST(KeptAddresses, AreNotThoseOfTheAgent) {
  ZoneFixture zone;
  zone.Apply(At(kAgent));
  zone.Apply(At(""));
  ExpectAt(zone, kAgent, 0);
}

TEST(KeptAddresses, AreNotThoseThatTheAgentHadBefore) {
  ZoneFixture zone;
  zone.Apply(At(kAgent));
  State moved = At(kAgent);
  moved.agents[0] = testing::AgentOf("S1", "10.0.1.77");
  zone.Apply(moved);
  moved.frameworks[0].tasks[0] = TaskOf("a", "web", "10.0.1.77");
  zone.Apply(moved);
  ExpectAt(zone, "10.0.1.77", 0);
}

TEST(KeptAddresses, AreNotThoseOfTheSameTaskOnAnotherAgent) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  zone.Apply(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web", "", "S2")})}));
  ExpectAt(zone, "10.0.1.2", 0);
}

TEST(KeptAddresses, AreNotThoseOfAnotherContainer) {
  ZoneFixture zone;
  State state = At(kContainer);
  state.frameworks[0].tasks[0].container = 1;
  zone.Apply(state);
  State other = At(kAgent);
  other.frameworks[0].tasks[0].container = 2;
  zone.Apply(other);
  ExpectAt(zone, kAgent, 0);
}

TEST(KeptAddresses, AreForgottenWithTheirTask) {
  ZoneFixture zone;
  zone.Apply(At(kContainer));
  zone.Apply(At(""));
  zone.Apply(StateOf({FrameworkOf("F", "f")}));
  EXPECT_EQ(zone.Figure("kept_addresses"), 0);
  zone.Apply(At(""));
  ExpectAt(zone, kAgent, 0);
}

TEST(KeptAddresses, AreThoseOfAllSourcesAndThePortMapping) {
  ClusterZoneOptions options = ClusterOptions();
  options.naming.sources = {AddressSource::kDocker};
  ZoneFixture zone(options);
  State state = At(kAgent);
  state.frameworks[0].tasks[0].addresses.docker = {*IpAddress::Parse("172.17.0.5")};
  zone.Apply(state);
  zone.Apply(At(kAgent));
  ExpectAt(zone, "172.17.0.5", 1);

  options.naming.sources = {AddressSource::kAuto};
  ZoneFixture mapped(options);
  state = At(kContainer);
  state.frameworks[0].tasks[0].maps_host_port = true;
  mapped.Apply(state);
  mapped.Apply(At(""));
  ExpectAt(mapped, kAgent, 1);
}

// A master's document with one task that has `statuses`.
std::string Document(const std::string& statuses) {
  return R"({"leader": "master@10.0.0.1:5050",
             "slaves": [{"id": "S1", "pid": "slave(1)@10.0.1.1:5051"}],
             "frameworks": [{"id": "F", "name": "f", "tasks": [{"id": "a", "name": "web",
               "slave_id": "S1", "state": "TASK_RUNNING", "statuses": [)" +
         statuses + "]}]}]}";
}

std::string Status(const std::string& members, const std::string& address,
                   const std::string& container = "c1") {
  return R"({"state": "TASK_RUNNING", )" + members +
         R"(, "container_status": {"container_id": {"value": ")" + container +
         R"("}, "network_infos": [{"ip_addresses": [{"ip_address": ")" + address + R"("}]}]}})";
}

// Docker's executor says where the container is with its first TASK_RUNNING alone; each status
// takes the place of the last one of the same state.
TEST(KeptAddresses, OutliveTheHealthChecksOfARealMaster) {
  ZoneFixture zone;
  zone.Apply(Document(Status(R"("timestamp": 1)", kContainer)));
  EXPECT_FALSE(zone.Apply(Document(Status(R"("timestamp": 2, "healthy": true)", kAgent))));
  EXPECT_FALSE(zone.Apply(Document(Status(R"("timestamp": 3, "healthy": false)", kAgent))));
  ExpectAt(zone, kContainer, 1);
  EXPECT_TRUE(zone.Apply(Document(Status(R"("timestamp": 4, "healthy": true)", kAgent, "c2"))));
  ExpectAt(zone, kAgent, 0);
}

TEST(KeptAddresses, AreReadFromAnEarlierStatusWhenTheNewestIsAHealthChecks) {
  ZoneFixture zone;
  zone.Apply(Document(R"({"state": "TASK_RUNNING", "timestamp": 3, "healthy": true}, )" +
                      Status(R"("timestamp": 2)", kContainer) + ", " +
                      Status(R"("timestamp": 1)", "172.16.0.9")));
  ExpectAt(zone, kContainer, 1);
}

// As in Mesos-DNS.
TEST(KeptAddresses, AreNotReadFromAnEarlierStatusWhenTheNewestReportsNoCheck) {
  ZoneFixture zone;
  zone.Apply(Document(R"({"state": "TASK_RUNNING", "timestamp": 3}, )" +
                      Status(R"("timestamp": 2, "healthy": true)", kContainer)));
  ExpectAt(zone, kAgent, 0);
}

TEST(KeptAddresses, AreNotReadFromAStatusOfAnotherContainer) {
  ZoneFixture zone;
  zone.Apply(Document(R"({"state": "TASK_RUNNING", "timestamp": 3, "healthy": true,
                          "container_status": {"container_id": {"value": "c2"}}}, )" +
                      Status(R"("timestamp": 2)", kContainer)));
  ExpectAt(zone, kAgent, 0);
}

}  // namespace
}  // namespace signpost::mesos
