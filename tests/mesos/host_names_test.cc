// Agents, frameworks and masters that are known by a host name in place of an address.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/zone_fixture.h"

namespace signpost::mesos {
namespace {

using testing::AgentOf;
using testing::ClusterOptions;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using testing::StateOf;
using testing::TaskOf;
using testing::UpdateOf;
using testing::ZoneFixture;

const std::string kHost = "agent1.example";

// S1 is known by `host`; its task has no address of its own, but a port.
State Cluster(const std::string& host = kHost) {
  Task task = TaskOf("a", "web", "");
  task.ports = {31000};
  State state = StateOf({FrameworkOf("F", "f", {task, TaskOf("b", "db", "10.9.0.1", "S2")})});
  state.agents[0] = AgentOf("S1", host);
  return state;
}

// With a framework that is known by `host`: of its pid, or of its hostname alone.
State ClusterOfFramework(const std::string& host, bool has_pid) {
  State state = StateOf({FrameworkOf("F", "f")});
  state.frameworks[0].pid = has_pid ? ParsePid("scheduler@" + host + ":9000") : std::nullopt;
  state.frameworks[0].hostname = has_pid ? "" : host;
  return state;
}

TEST(LookedUpName, IsTheNameInOneSpelling) {
  EXPECT_EQ(LookedUpName("Agent-1.Example."), "agent-1.example");
  EXPECT_EQ(LookedUpName("node_3"), "node_3");
}

TEST(LookedUpName, IsEmptyWhereNothingIsToBeLookedUp) {
  for (const char* host : {"", ".", "10.0.0.1", "fd00::1", "localhost", "a b", "a..b", "-.\n",
                           "2852039166", "10.0.0.300", "a.7", "h\xc3\xb6st"}) {
    EXPECT_EQ(LookedUpName(host), "") << host;
  }
  EXPECT_EQ(LookedUpName(std::string(64, 'a')), "");
  std::string long_name = "a";
  for (int i = 0; i < 130; ++i) long_name += ".a";
  EXPECT_EQ(LookedUpName(long_name), "");
}

TEST(HostNames, OfAnAgentIsWanted) {
  ZoneFixture zone;
  zone.Apply(Cluster("Agent1.Example."));
  EXPECT_THAT(zone.HostsWanted(), ElementsAre(kHost));
}

TEST(HostNames, OfAnAgentLeadToNothingBeforeTheyAreKnown) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  EXPECT_FALSE(zone.HasOwner("web.f.mesos."));
  EXPECT_FALSE(zone.HasOwner("_web._tcp.f.mesos."));
  EXPECT_THAT(zone.LinesOfOwner("slave.mesos."), ElementsAre("slave.mesos. 60 IN A 10.0.1.2"));
}

TEST(HostNames, OfAnAgentLeadToItAndItsTasksOnceTheyAreKnown) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  EXPECT_TRUE(zone.SetHost(kHost, {"10.5.0.1", "fd00::5"}));
  for (const char* owner : {"web.f.mesos.", "web.f.slave.mesos."}) {
    EXPECT_THAT(zone.LinesOfOwner(owner), ElementsAre(owner + std::string(" 60 IN A 10.5.0.1"),
                                                      owner + std::string(" 60 IN AAAA fd00::5")));
  }
  EXPECT_TRUE(zone.HasOwner("_web._tcp.f.mesos."));
  EXPECT_THAT(zone.LinesOfOwner("slave.mesos."), Contains("slave.mesos. 60 IN AAAA fd00::5"));
}

TEST(HostNames, ThatAreKnownServeAnAgentThatComesLater) {
  ZoneFixture zone;
  EXPECT_FALSE(zone.SetHost(kHost, {"10.5.0.1"}));
  zone.Apply(Cluster());
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.5.0.1"));
}

TEST(HostNames, ThatMoveTakeAgentAndTasksWithThem) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  zone.SetHost(kHost, {"10.5.0.1"});
  EXPECT_FALSE(zone.SetHost(kHost, {"10.5.0.1"}));
  EXPECT_TRUE(zone.SetHost(kHost, {"10.5.0.2"}));
  EXPECT_THAT(zone.LinesOfOwner("web.f.mesos."), ElementsAre("web.f.mesos. 60 IN A 10.5.0.2"));
  EXPECT_TRUE(zone.SetHost(kHost, {}));
  EXPECT_FALSE(zone.HasOwner("web.f.mesos."));
}

TEST(HostNames, StayFoundOverStatesAndEvents) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  zone.SetHost(kHost, {"10.5.0.1"});
  EXPECT_FALSE(zone.Apply(Cluster()));
  EXPECT_FALSE(zone.ApplyEvent(AgentAdded{.agent = AgentOf("S1", kHost)}));
  EXPECT_TRUE(zone.HasOwner("web.f.mesos."));
}

TEST(HostNames, OfOtherAgentsMakeNoneOfThisOnesRecordsAnew) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  EXPECT_FALSE(zone.SetHost("agent2.example", {"10.5.0.9"}));
}

TEST(HostNames, AreWantedNoMoreWithTheirAgent) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  const uint64_t version = zone.hosts_version();
  zone.ApplyEvent(AgentRemoved{.agent_id = "S1"});
  EXPECT_THAT(zone.HostsWanted(), IsEmpty());
  EXPECT_GT(zone.hosts_version(), version);
  zone.Apply(Cluster());
  zone.Apply(StateOf({}));
  EXPECT_THAT(zone.HostsWanted(), IsEmpty());
}

TEST(HostNames, OfAnAgentThatIsHeldStayFound) {
  ZoneFixture zone;
  zone.Apply(Cluster(), StateKind::kMaster);
  zone.SetHost(kHost, {"10.5.0.1"});
  State other = StateOf({FrameworkOf("F", "f")});
  other.leader = "master@10.0.0.2:5050";
  other.agents.clear();
  zone.Apply(other, StateKind::kMaster);
  EXPECT_TRUE(zone.HasOwner("web.f.mesos."));
  EXPECT_THAT(zone.HostsWanted(), ElementsAre(kHost));
}

TEST(HostNames, ThatChangeNothingLeaveTheirVersion) {
  ZoneFixture zone;
  zone.Apply(Cluster());
  const uint64_t version = zone.hosts_version();
  zone.Apply(Cluster());
  zone.RemoveTask("F", "a");
  EXPECT_EQ(zone.hosts_version(), version);
}

// Before the name is known nobody can tell that the status has the agent's own address.
TEST(HostNames, TellContainersFromAgentsAsSoonAsTheyAreKnown) {
  ZoneFixture zone;
  State state = Cluster();
  state.frameworks[0].tasks[0].addresses.netinfo = {*IpAddress::Parse("10.5.0.1")};
  zone.Apply(state);
  zone.SetHost(kHost, {"10.5.0.1"});
  zone.ApplyEvent(UpdateOf("a", TaskState::kRunning, 2));
  EXPECT_EQ(zone.Figure("kept_addresses"), 0);
}

TEST(HostNames, OfAFrameworkLeadToIt) {
  for (const bool has_pid : {true, false}) {
    ZoneFixture zone;
    zone.Apply(ClusterOfFramework("scheduler.example", has_pid));
    EXPECT_FALSE(zone.HasOwner("f.mesos."));
    EXPECT_THAT(zone.HostsWanted(), ElementsAre("scheduler.example"));
    EXPECT_TRUE(zone.SetHost("scheduler.example", {"10.6.0.1", "fd00::6"}));
    EXPECT_THAT(zone.LinesOfOwner("f.mesos."),
                ElementsAre("f.mesos. 60 IN A 10.6.0.1", "f.mesos. 60 IN AAAA fd00::6"));
    EXPECT_EQ(zone.HasOwner("_framework._tcp.f.mesos."), has_pid);
    zone.ApplyEvent(FrameworkRemoved{.framework_id = "F"});
    EXPECT_THAT(zone.HostsWanted(), IsEmpty());
    EXPECT_FALSE(zone.HasOwner("f.mesos."));
  }
}

TEST(HostNames, OfTheLeaderAndTheMastersLeadToThem) {
  ClusterZoneOptions options = ClusterOptions();
  options.masters = {"m0.example:5050", "10.0.0.7:5050", "m2.example:5050"};
  ZoneFixture zone(options);
  State state = Cluster("10.0.1.1");
  state.leader = "master@m2.example:5050";
  zone.Apply(state);
  EXPECT_THAT(zone.HostsWanted(), ElementsAre("m2.example", "m0.example", "m2.example"));
  EXPECT_FALSE(zone.HasOwner("leader.mesos."));
  EXPECT_TRUE(zone.SetHost("m2.example", {"10.0.0.9"}));
  EXPECT_THAT(zone.LinesOfOwner("leader.mesos."), ElementsAre("leader.mesos. 60 IN A 10.0.0.9"));
  EXPECT_THAT(zone.LinesOfOwner("master1.mesos."), ElementsAre("master1.mesos. 60 IN A 10.0.0.9"));
  EXPECT_TRUE(zone.SetHost("m0.example", {"10.0.0.5", "fd00::50"}));
  EXPECT_THAT(zone.LinesOfOwner("master0.mesos."),
              ElementsAre("master0.mesos. 60 IN A 10.0.0.5", "master0.mesos. 60 IN AAAA fd00::50"));
  EXPECT_THAT(zone.LinesOfOwner("master2.mesos."), ElementsAre("master2.mesos. 60 IN A 10.0.0.9"));
}

// Whoever answers for them asks us.
TEST(HostNames, InTheZoneItselfAreNotWanted) {
  ZoneFixture zone;
  zone.Apply(Cluster("web.f.mesos"));
  EXPECT_THAT(zone.HostsWanted(), IsEmpty());
  zone.Apply(Cluster("mesos"));
  EXPECT_THAT(zone.HostsWanted(), IsEmpty());
}

TEST(HostNames, OfMastersGoBeforeThoseOfAgentsAndThoseBeforeFrameworks) {
  ZoneFixture zone;
  State state = Cluster("z.example");
  state.leader = "master@x.example:5050";
  state.frameworks[0].pid = ParsePid("scheduler@a.example:9000");
  zone.Apply(state);
  EXPECT_THAT(zone.HostsWanted(), ElementsAre("x.example", "z.example", "a.example"));
}

}  // namespace
}  // namespace signpost::mesos
