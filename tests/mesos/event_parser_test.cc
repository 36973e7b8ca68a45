#include "mesos/event_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/pid.h"
#include "mesos/state_parser.h"

namespace signpost::mesos {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename T>
T Read(const std::string& json) {
  Event event = ParseEvent(json);
  const auto* unreadable = std::get_if<UnreadableEvent>(&event);
  EXPECT_TRUE(std::holds_alternative<T>(event))
      << json << (unreadable != nullptr ? ": " + unreadable->why : "");
  return std::holds_alternative<T>(event) ? std::get<T>(std::move(event)) : T{};
}

std::string FaultOf(const std::string& json) { return Read<UnreadableEvent>(json).why; }

std::string Added(const std::string& members) {
  return R"({"type": "TASK_ADDED", "task_added": {"task": {"task_id": {"value": "t.1"},
      "framework_id": {"value": "F1"}, "agent_id": {"value": "S1"}, )" +
         members + "}}}";
}

std::string Updated(const std::string& status_members, const std::string& state) {
  return R"({"type": "TASK_UPDATED", "task_updated": {"framework_id": {"value": "F1"},
      "status": {"task_id": {"value": "t.1"}, )" +
         status_members + R"(}, "state": ")" + state + R"("}})";
}

TEST(ParseEvent, ReadsTheHeartbeatIntervalAndNotTheClusterOfASubscription) {
  const std::string cluster = R"("get_state": {"get_tasks": {"tasks": [{"task_id": 5}]}})";
  const auto interval = [&](const std::string& members) {
    return Read<Subscribed>(R"({"type": "SUBSCRIBED", "subscribed": {)" + cluster + members + "}}")
        .heartbeat_interval;
  };
  EXPECT_EQ(interval(R"(, "heartbeat_interval_seconds": 7.5)"), milliseconds(7500));
  EXPECT_EQ(interval(""), kDefaultHeartbeatInterval);
}

TEST(ParseEvent, TakesAHeartbeatIntervalThatIsNoneForTheDefault) {
  for (const char* interval : {"0", "-1", "3601", "1e99", "0e0"}) {
    EXPECT_EQ(Read<Subscribed>(R"({"type": "SUBSCRIBED",
                  "subscribed": {"heartbeat_interval_seconds": )" +
                               std::string(interval) + "}}")
                  .heartbeat_interval,
              kDefaultHeartbeatInterval)
        << interval;
  }
  EXPECT_EQ(Read<Subscribed>(R"({"type": "SUBSCRIBED"})").heartbeat_interval,
            kDefaultHeartbeatInterval);
}

TEST(ParseEvent, KnowsHeartbeats) { Read<Heartbeat>(R"({"type":"HEARTBEAT"})"); }

TEST(ParseEvent, ReadsAnAddedTaskWhole) {
  const auto added = Read<TaskAdded>(Added(R"("name": "web", "state": "TASK_RUNNING",
      "resources": [
        {"name": "cpus", "type": "SCALAR", "scalar": {"value": 0.1}},
        {"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 31002, "end": 31002}]}},
        {"type": "RANGES", "ranges": {"range": [{"end": 31001, "begin": 31000}]}, "name": "ports"},
        {"name": "disks", "type": "RANGES", "ranges": {"range": [{"begin": 1, "end": 9}]}}],
      "discovery": {"visibility": "EXTERNAL", "name": "d", "ports": {"ports": [
        {"number": 80, "name": "http", "protocol": "tcp", "labels": {"labels": []}}]}},
      "statuses": [
        {"task_id": {"value": "no"}, "state": "TASK_STARTING", "timestamp": 9.5},
        {"state": "TASK_RUNNING", "timestamp": 12.25, "agent_id": {"value": "no"},
         "labels": {"labels": [{"key": "Docker.NetworkSettings.IPAddress", "value": "10.3.0.1"}]},
         "container_status": {"network_infos": [{"ip_addresses": [{"ip_address": "10.2.0.1"}]}]}}
      ])"));
  EXPECT_EQ(added.framework_id, "F1");
  const Task& task = added.task;
  EXPECT_EQ(task.id, "t.1");
  EXPECT_EQ(task.name, "web");
  EXPECT_EQ(task.agent_id, "S1");
  EXPECT_EQ(task.state, TaskState::kRunning);
  EXPECT_EQ(task.discovery_name, "d");
  ASSERT_THAT(task.discovery_ports, SizeIs(1));
  EXPECT_EQ(task.discovery_ports[0].number, 80);
  EXPECT_THAT(task.ports, ElementsAre(31000, 31001, 31002));
  EXPECT_THAT(task.addresses.netinfo, ElementsAre(*IpAddress::Parse("10.2.0.1")));
  EXPECT_THAT(task.addresses.docker, ElementsAre(*IpAddress::Parse("10.3.0.1")));
  EXPECT_EQ(task.status_time, 12.25);
}

TEST(ParseEvent, LeavesOutPortsThatAreNoneOrTooMany) {
  const auto ports = [](const std::string& ranges) {
    return Read<TaskAdded>(
               Added(R"("resources": [{"name": "ports", "ranges": {"range": [)" + ranges + "]}}]"))
        .task.ports;
  };
  EXPECT_THAT(ports(R"({"begin": 0, "end": 4294967295})"), SizeIs(kMaxPortsPerTask));
  EXPECT_THAT(ports(R"({"begin": 5}, {"end": 5}, {}, {"begin": -1, "end": 2},
                       {"begin": 1e99, "end": 2}, {"begin": 8.5, "end": 9}, null)"),
              IsEmpty());
}

TEST(ParseEvent, ReadsAnUpdateWithTheNewestStateAndItsOwnStatus) {
  const auto updated = Read<TaskUpdated>(
      Updated(R"("agent_id": {"value": "S1"}, "state": "TASK_STARTING", "timestamp": 3.5,
          "labels": {"labels": [{"key": "x", "value": "y"}]}, "source": "SOURCE_EXECUTOR",
          "container_status": {"network_infos": [{"ip_addresses": [{"ip_address": "10.2.0.1"}]}]})",
              "TASK_RUNNING"));
  EXPECT_EQ(updated.framework_id, "F1");
  EXPECT_EQ(updated.update.id, "t.1");
  EXPECT_EQ(updated.update.agent_id, "S1");
  EXPECT_EQ(updated.update.state, TaskState::kRunning);
  EXPECT_EQ(updated.update.status_time, 3.5);
  EXPECT_THAT(updated.update.addresses.netinfo, IsEmpty());  // not of a running status
  EXPECT_FALSE(updated.agent_removed);
}

TEST(ParseEvent, ReadsTheAddressesOfARunningStatus) {
  const auto updated =
      Read<TaskUpdated>(Updated(R"("state": "TASK_RUNNING", "timestamp": 4, "labels": {"labels": [
            {"key": "MesosContainerizer.NetworkSettings.IPAddress", "value": "10.4.0.1"}]},
          "container_status": {"network_infos": [{"ip_addresses": [{"ip_address": "10.2.0.1"}]}]})",
                                "TASK_RUNNING"));
  EXPECT_THAT(updated.update.addresses.netinfo, ElementsAre(*IpAddress::Parse("10.2.0.1")));
  EXPECT_THAT(updated.update.addresses.mesos, ElementsAre(*IpAddress::Parse("10.4.0.1")));
}

TEST(ParseEvent, SeesInAnUpdateThatTheAgentWasGivenUp) {
  EXPECT_TRUE(Read<TaskUpdated>(Updated(R"("state": "TASK_UNREACHABLE", "source": "SOURCE_MASTER",
                  "reason": "REASON_AGENT_REMOVED")",
                                        "TASK_UNREACHABLE"))
                  .agent_removed);
}

TEST(ParseEvent, TakesATaskThatIsLostWithItsAgentForUnreachable) {
  const auto state = [](const std::string& status, const std::string& name) {
    return Read<TaskUpdated>(Updated(status, name)).update.state;
  };
  const std::string removed = R"("reason": "REASON_AGENT_REMOVED")";
  EXPECT_EQ(state(removed, "TASK_LOST"), TaskState::kUnreachable);
  EXPECT_EQ(state(removed, "TASK_GONE"), TaskState::kOther);
  EXPECT_EQ(state(R"("reason": "REASON_AGENT_RESTARTED")", "TASK_LOST"), TaskState::kOther);
}

TEST(ParseEvent, ReadsHealthAndContainerOfAStatus) {
  const auto updated =
      Read<TaskUpdated>(Updated(R"("state": "TASK_RUNNING", "timestamp": 4, "healthy": false,
          "container_status": {"container_id": {"value": "c1"}})",
                                "TASK_RUNNING"));
  EXPECT_TRUE(updated.status_runs);
  EXPECT_FALSE(updated.update.healthy);
  EXPECT_NE(updated.update.container, 0U);
}

TEST(ParseEvent, ReadsAgents) {
  const auto added = Read<AgentAdded>(R"({"type": "AGENT_ADDED", "agent_added": {"agent": {
      "agent_info": {"hostname": "h", "port": 5051, "id": {"value": "S1"},
                     "resources": [{"name": "ports", "ranges": {"range": [{"begin": 1}]}}]},
      "active": true, "pid": "slave(1)@10.0.1.1:5051", "total_resources": []}}})");
  EXPECT_EQ(added.agent.id, "S1");
  EXPECT_EQ(added.agent.hostname, "h");
  EXPECT_EQ(added.agent.pid, ParsePid("slave(1)@10.0.1.1:5051"));
  EXPECT_EQ(Read<AgentRemoved>(R"({"type": "AGENT_REMOVED",
                "agent_removed": {"agent_id": {"value": "S1"}}})")
                .agent_id,
            "S1");
}

TEST(ParseEvent, ReadsFrameworks) {
  for (const std::string type : {"ADDED", "UPDATED"}) {
    const std::string key = type == "ADDED" ? "framework_added" : "framework_updated";
    const auto added = Read<FrameworkAdded>(R"({"type": "FRAMEWORK_)" + type + R"(", ")" + key +
                                            R"(": {"framework": {
        "framework_info": {"name": "marathon", "id": {"value": "F1"}, "hostname": "10.0.0.9"},
        "active": true, "recovered": false}}})");
    EXPECT_EQ(added.framework.id, "F1");
    EXPECT_EQ(added.framework.name, "marathon");
    EXPECT_EQ(added.framework.hostname, "10.0.0.9");
  }
  EXPECT_EQ(Read<FrameworkRemoved>(R"({"type": "FRAMEWORK_REMOVED",
                "framework_removed": {"framework_info": {"name": "f", "id": {"value": "F1"}}}})")
                .framework_id,
            "F1");
}

TEST(ParseEvent, KnowsOtherEventsByTheirType) {
  EXPECT_EQ(
      Read<OtherEvent>(R"({"operation_updated": {"x": [1]}, "type": "OPERATION_UPDATED"})").type,
      "OPERATION_UPDATED");
}

TEST(ParseEvent, RefusesWhatIsNoEvent) {
  for (const char* json : {"", "null", "[]", "5", "{", R"({"type":"HEARTBEAT"}x)", R"({"type":5})",
                           "{}", R"({"type":""})"}) {
    EXPECT_THAT(FaultOf(json), HasSubstr("not an event: ")) << json;
  }
}

TEST(ParseEvent, RefusesEventsThatLackWhatTheirTypePromises) {
  for (const std::string type : {"TASK_ADDED", "TASK_UPDATED", "AGENT_ADDED", "AGENT_REMOVED",
                                 "FRAMEWORK_ADDED", "FRAMEWORK_UPDATED", "FRAMEWORK_REMOVED"}) {
    FaultOf(R"({"type": ")" + type + "\"}");
  }
  FaultOf(R"({"type": "TASK_ADDED", "task_added": {"task": {"task_id": {"value": "t"}}}})");
  FaultOf(R"({"type": "TASK_ADDED", "task_added": {"task": {"framework_id": {"value": "F"}}}})");
  FaultOf(R"({"type": "AGENT_ADDED", "agent_added": {"agent": {"pid": "s@10.0.0.1:1"}}})");
  EXPECT_EQ(FaultOf(R"({"type": "TASK_UPDATED", "task_updated": {"framework_id": {"value": "F"},
                        "status": {"task_id": {"value": "t"}, "state": "TASK_RUNNING"}}})"),
            "TASK_UPDATED without a state");
}

TEST(ParseEvent, RefusesValuesOfAWrongType) {
  for (const char* member : {R"("name": 5)", R"("task_id": "t")", R"("statuses": {})",
                             R"("state": [])", R"("resources": {})"}) {
    EXPECT_THAT(FaultOf(Added(member)), HasSubstr("wrong type")) << member;
  }
}

TEST(ParseEvent, RefusesTooMuchNesting) {
  const auto nested = [](size_t depth) {
    return R"({"type": "HEARTBEAT", "x": )" + std::string(depth, '[') + std::string(depth, ']') +
           "}";
  };
  Read<Heartbeat>(nested(kMaxStateDepth - 1));
  EXPECT_THAT(FaultOf(nested(kMaxStateDepth)), HasSubstr("nested"));
  EXPECT_THAT(FaultOf(nested(200'000)), HasSubstr("nested"));
}

TEST(ParseEvent, RefusesAnEventThatIsTooLong) {
  std::string json = R"({"type": "HEARTBEAT", "x": ""})";
  json.insert(json.size() - 2, std::string(kMaxRecordSize - json.size(), 'x'));
  Read<Heartbeat>(json);
  json.push_back(' ');
  EXPECT_THAT(FaultOf(json), HasSubstr("too long"));
}

TEST(ParseEvent, MendsWhatOneTenantCanSpoil) {
  EXPECT_EQ(Read<TaskAdded>(Added(R"("name": "a\ud800b")")).task.name,
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(Read<TaskAdded>(Added(R"("name": "w", "x": 1e400)")).task.name, "w");
}

TEST(EventOf, TakesOnlyTheFirstRecordForASubscriptionWhenItWasPassedOver) {
  const Record passed_over{.octets = "", .size = kMaxRecordSize + 1};
  EXPECT_TRUE(std::holds_alternative<Subscribed>(EventOf(passed_over, /*is_first=*/true)));
  EXPECT_TRUE(std::holds_alternative<UnreadableEvent>(EventOf(passed_over, /*is_first=*/false)));
  const Record heartbeat{.octets = R"({"type":"HEARTBEAT"})", .size = 20};
  EXPECT_TRUE(std::holds_alternative<Heartbeat>(EventOf(heartbeat, /*is_first=*/true)));
}

}  // namespace
}  // namespace signpost::mesos
