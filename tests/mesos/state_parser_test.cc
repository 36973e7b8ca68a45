#include "mesos/state_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace signpost::mesos {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Repeated(std::string_view text, size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

// A state with `members` besides its leader.
std::string Document(const std::string& members) {
  return R"({"leader": "master@10.0.0.1:5050")" + (members.empty() ? "" : ", " + members) + "}";
}

// One with a framework that has `members`.
std::string WithFramework(const std::string& members) {
  return Document(R"("frameworks": [{)" + members + "}]");
}

// One with a task that has `members`.
std::string WithTask(const std::string& members) {
  return WithFramework(R"("tasks": [{)" + members + "}]");
}

absl::StatusOr<State> ReadInPieces(std::string_view json, size_t piece_size) {
  StateReader reader;
  for (size_t at = 0; at < json.size(); at += piece_size) {
    reader.Add(json.substr(at, piece_size));
  }
  EXPECT_EQ(reader.size(), json.size());
  return reader.Finish();
}

bool IsSame(const State& a, const State& b) {
  const auto same_framework = [](const Framework& x, const Framework& y) {
    return x.id == y.id && x.name == y.name && x.tasks == y.tasks;
  };
  return a.leader == b.leader && a.agents == b.agents &&
         std::ranges::equal(a.frameworks, b.frameworks, same_framework) &&
         a.skipped.tasks == b.skipped.tasks;
}

// Inside of a word that is no state the octet depends on the pieces.
std::string WithoutOctet(const absl::Status& status) {
  const std::string message = status.ToString();
  return message.substr(0, message.find(" (at octet"));
}

// What comes in pieces is read as what comes at once.
void ExpectSameInPieces(const std::string& json, const absl::StatusOr<State>& at_once) {
  for (const size_t size : {size_t{1}, size_t{2}, size_t{3}, size_t{7}, size_t{64}}) {
    const auto in_pieces = ReadInPieces(json, size);
    EXPECT_EQ(WithoutOctet(in_pieces.status()), WithoutOctet(at_once.status()))
        << "in pieces of " << size;
    if (!in_pieces.ok() || !at_once.ok()) continue;
    EXPECT_TRUE(IsSame(*in_pieces, *at_once)) << "in pieces of " << size;
  }
}

State Read(const std::string& json) {
  auto state = ParseState(json);
  ExpectSameInPieces(json, state);
  EXPECT_TRUE(state.ok()) << state.status();
  return state.ok() ? *std::move(state) : State{};
}

Task ReadTask(const std::string& members) {
  const State state = Read(WithTask(members));
  EXPECT_THAT(state.frameworks, SizeIs(1));
  EXPECT_THAT(state.frameworks.at(0).tasks, SizeIs(1));
  return state.frameworks.at(0).tasks.at(0);
}

std::string FaultOf(const std::string& json) {
  const auto state = ParseState(json);
  EXPECT_FALSE(state.ok());
  if (json.size() < 1000) ExpectSameInPieces(json, state);
  return std::string(state.status().message());
}

TEST(ParseState, ReadsWhatNamesFollowFrom) {
  const State state = Read(Document(R"(
      "slaves": [{"id": "S1", "hostname": "h", "pid": "slave(1)@10.0.1.1:5051", "x": {"id": 1}}],
      "frameworks": [{"id": "F1", "name": "marathon", "hostname": "fh", "pid": "s@10.0.0.9:9000",
        "tasks": [{"id": "t.1", "name": "web", "slave_id": "S1", "state": "TASK_RUNNING",
          "resources": {"ports": "[31000-31001]", "cpus": 1.5}, "discovery": {"name": "d",
            "ports": {"ports": [{"number": 80, "name": "http", "protocol": "tcp"}]}}}],
        "completed_tasks": [{"id": "old", "name": "old", "state": "TASK_RUNNING"}]}],
      "completed_frameworks": [{"id": "F0", "tasks": []}])"));
  EXPECT_EQ(state.leader, "master@10.0.0.1:5050");
  ASSERT_THAT(state.agents, SizeIs(1));
  EXPECT_EQ(state.agents[0].id, "S1");
  EXPECT_EQ(state.agents[0].hostname, "h");
  EXPECT_EQ(state.agents[0].pid->port, 5051);
  ASSERT_THAT(state.frameworks, SizeIs(1));
  EXPECT_EQ(state.frameworks[0].id, "F1");
  EXPECT_EQ(state.frameworks[0].name, "marathon");
  EXPECT_EQ(state.frameworks[0].hostname, "fh");
  EXPECT_EQ(state.frameworks[0].pid->port, 9000);
  ASSERT_THAT(state.frameworks[0].tasks, SizeIs(1));
  const Task& task = state.frameworks[0].tasks[0];
  EXPECT_EQ(task.id, "t.1");
  EXPECT_EQ(task.name, "web");
  EXPECT_EQ(task.agent_id, "S1");
  EXPECT_EQ(task.state, TaskState::kRunning);
  EXPECT_EQ(task.discovery_name, "d");
  EXPECT_THAT(task.ports, ElementsAre(31000, 31001));
  EXPECT_THAT(task.discovery_ports, ElementsAre(DiscoveryPort{80, "http", "tcp"}));
}

TEST(ParseState, KnowsEveryState) {
  EXPECT_EQ(ReadTask(R"("state": "TASK_STAGING")").state, TaskState::kStaging);
  EXPECT_EQ(ReadTask(R"("state": "TASK_STARTING")").state, TaskState::kStarting);
  EXPECT_EQ(ReadTask(R"("state": "TASK_KILLING")").state, TaskState::kKilling);
  EXPECT_EQ(ReadTask(R"("state": "TASK_UNREACHABLE")").state, TaskState::kUnreachable);
  EXPECT_EQ(ReadTask(R"("state": "task_running")").state, TaskState::kOther);
  EXPECT_EQ(ReadTask("").state, TaskState::kOther);
}

TEST(ParseState, TakesALeaderAlone) { EXPECT_THAT(Read(Document("")).frameworks, IsEmpty()); }

TEST(ParseState, RefusesADocumentThatIsNoState) {
  EXPECT_THAT(FaultOf(""), HasSubstr("empty"));
  EXPECT_THAT(FaultOf("null"), HasSubstr("it is null"));
  EXPECT_THAT(FaultOf("[]"), HasSubstr("no object"));
  EXPECT_THAT(FaultOf("\"x\""), HasSubstr("no object"));
  EXPECT_THAT(FaultOf("7"), HasSubstr("no object"));
  EXPECT_THAT(FaultOf("{}"), HasSubstr("names no leader"));
  EXPECT_THAT(FaultOf(R"({"leader": 7})"), HasSubstr("\"leader\" is no text"));
  EXPECT_THAT(FaultOf(R"({"leader": "x"})"), HasSubstr("\"x\" is no NAME@HOST:PORT"));
  EXPECT_THAT(FaultOf(Document(R"("frameworks": {})")), HasSubstr("\"frameworks\" is no list"));
  EXPECT_THAT(FaultOf(Document(R"("slaves": "x")")), HasSubstr("\"slaves\" is no list"));
}

TEST(ParseState, SaysAtWhichOctetADocumentEnds) {
  EXPECT_THAT(FaultOf(R"({"leader": "m@10.0.0.1:1")"), HasSubstr("(at octet 25)"));
  EXPECT_THAT(FaultOf(R"({"leader": "m@10.0.0.1:1"!)"), HasSubstr("(at octet 25)"));
}

TEST(ParseState, RefusesTextBehindTheDocument) {
  EXPECT_THAT(FaultOf(Document("") + "x"), HasSubstr("root"));
  EXPECT_THAT(FaultOf(Document("") + Document("")), HasSubstr("root"));
  EXPECT_TRUE(ParseState(Document("") + " \r\n\t").ok());
}

TEST(ParseState, RefusesZeroOctetsOutsideTexts) {
  EXPECT_FALSE(ParseState(Document("") + std::string(1, '\0')).ok());
  EXPECT_FALSE(ParseState(std::string(1, '\0') + Document("")).ok());
  EXPECT_FALSE(ParseState(Document("") + std::string(1, '\0') + "{").ok());
}

TEST(ParseState, RefusesListsThatStandTwice) {
  EXPECT_THAT(FaultOf(Document(R"("frameworks": [], "Frameworks": [])")), HasSubstr("twice"));
  EXPECT_THAT(FaultOf(Document(R"("slaves": [], "slaves": [])")), HasSubstr("twice"));
}

TEST(ParseState, RefusesAMillionLevels) {
  constexpr size_t kLevels = 1'000'000;
  EXPECT_THAT(FaultOf(Repeated("[", kLevels)), HasSubstr("no object"));
  EXPECT_THAT(FaultOf(Document("\"x\": " + Repeated("[", kLevels) + Repeated("]", kLevels))),
              HasSubstr("deeper than 64 levels"));
  EXPECT_THAT(FaultOf(WithTask("\"x\": " + Repeated("{\"x\":", kLevels))),
              HasSubstr("deeper than 64 levels"));
}

TEST(ParseState, AllowsSixtyFourLevels) {
  const size_t inner = kMaxStateDepth - 1;
  EXPECT_TRUE(ParseState(Document("\"x\": " + Repeated("[", inner) + Repeated("]", inner))).ok());
  EXPECT_FALSE(
      ParseState(Document("\"x\": " + Repeated("[", inner + 1) + Repeated("]", inner + 1))).ok());
}

TEST(ParseState, MatchesKeysWithoutRegardToCase) {
  const State state = Read(
      R"({"LEADER": "m@10.0.0.1:1", "FrameWorks": [{"TASKS": [{"Name": "web", "SLAVE_ID": "S"}]}]})");
  EXPECT_EQ(state.frameworks.at(0).tasks.at(0).name, "web");
  EXPECT_EQ(state.frameworks.at(0).tasks.at(0).agent_id, "S");
}

TEST(ParseState, TakesTheLastOfRepeatedKeys) {
  EXPECT_EQ(ReadTask(R"("name": "a", "name": "b")").name, "b");
  EXPECT_EQ(ReadTask(R"("name": "a", "NAME": "b")").name, "b");
  EXPECT_THAT(ReadTask(R"("resources": {"ports": "[1-2]"}, "resources": {"ports": "[7-7]"})").ports,
              ElementsAre(7));
  EXPECT_THAT(
      Read(WithFramework(R"("tasks": [{}, {}], "tasks": [{"name": "x"}])")).frameworks.at(0).tasks,
      SizeIs(1));
}

TEST(ParseState, TakesTheLastOfRepeatedStatuses) {
  const Task task = ReadTask(R"(
      "statuses": [{"state": "TASK_RUNNING", "timestamp": 9, "container_status": {"network_infos":
        [{"ip_addresses": [{"ip_address": "10.0.0.1"}]}]}}],
      "statuses": [{"state": "TASK_RUNNING", "timestamp": 1, "container_status": {"network_infos":
        [{"ip_addresses": [{"ip_address": "10.0.0.2"}]}]}}])");
  EXPECT_THAT(task.addresses.netinfo, ElementsAre(*IpAddress::Parse("10.0.0.2")));
}

// A task whose one status or more, separated by commas, are `statuses`.
Task WithStatuses(const std::string& statuses) {
  return ReadTask("\"statuses\": [" + statuses + "]");
}

TEST(ParseState, TakesTheNewestHealthOfAnyStatus) {
  EXPECT_TRUE(WithStatuses("").healthy);
  EXPECT_TRUE(WithStatuses(R"({"state": "TASK_RUNNING", "timestamp": 1})").healthy);
  EXPECT_FALSE(WithStatuses(R"({"timestamp": 2, "healthy": false}, {"timestamp": 3},
                               {"timestamp": 1, "healthy": true})")
                   .healthy);
  EXPECT_TRUE(WithStatuses(R"({"timestamp": 2, "healthy": false},
                              {"state": "TASK_STARTING", "timestamp": 3, "healthy": true})")
                  .healthy);
  EXPECT_TRUE(WithStatuses(R"({"timestamp": 2, "healthy": null})").healthy);
  EXPECT_FALSE(WithStatuses(R"({"healthy": false})").healthy);
}

TEST(ParseState, TellsContainersApart) {
  const auto container = [](const std::string& id) {
    return WithStatuses(R"({"state": "TASK_RUNNING", "timestamp": 1, "container_status": {
        "container_id": {"parent": {"value": "p"}, "value": ")" +
                        id + "\"}}}")
        .container;
  };
  EXPECT_EQ(container("c1"), container("c1"));
  EXPECT_NE(container("c1"), container("c2"));
  EXPECT_NE(container("c1"), 0U);
  EXPECT_EQ(WithStatuses(R"({"state": "TASK_RUNNING", "timestamp": 1})").container, 0U);
}

TEST(ParseState, ListsUnreachableTasksBehindTheOthersWhateverTheirState) {
  const State state = Read(WithFramework(
      R"("unreachable_tasks": [{"id": "x", "slave_id": "S", "state": "TASK_RUNNING"},
                               {"id": "y", "state": "TASK_LOST"}],
         "tasks": [{"id": "a", "state": "TASK_RUNNING"}])"));
  const auto& tasks = state.frameworks.at(0).tasks;
  ASSERT_THAT(tasks, SizeIs(3));
  EXPECT_EQ(tasks[0].id, "a");
  EXPECT_EQ(tasks[0].state, TaskState::kRunning);
  EXPECT_EQ(tasks[1].id, "x");
  EXPECT_EQ(tasks[1].agent_id, "S");
  EXPECT_EQ(tasks[1].state, TaskState::kUnreachable);
  EXPECT_EQ(tasks[2].state, TaskState::kUnreachable);
  EXPECT_THAT(
      Read(Document(R"("frameworks": [{"unreachable_tasks": [{}]}, {}])")).frameworks.at(1).tasks,
      IsEmpty());
}

// They would be served by Mesos-DNS.
TEST(ParseState, SkipsNoTaskForAValueThatMesosDnsDoesNotRead) {
  for (const char* members :
       {R"("container": 7)", R"("container": [])", R"("container": {"docker": "x"})",
        R"("container": {"docker": {"port_mappings": {}}})",
        R"("container": {"docker": {"port_mappings": [7, {"host_port": "x"}]}})",
        R"("container": {"network_infos": {"port_mappings": []}})",
        R"("container": {"network_infos": [1, [], {"port_mappings": 7}]})",
        R"("statuses": [{"healthy": "yes"}, {"healthy": 1}, {"healthy": {}}])",
        R"("statuses": [{"container_status": {"container_id": "c"}}])",
        R"("statuses": [{"container_status": {"container_id": {"value": 7}}}])",
        R"("statuses": [{"container_status": {"network_infos": [{"port_mappings": true}]}}])"}) {
    const State state = Read(WithTask(std::string("\"name\": \"a\", ") + members));
    EXPECT_THAT(state.frameworks.at(0).tasks, SizeIs(1)) << members;
    EXPECT_EQ(state.skipped.tasks, 0U) << members;
  }
  for (const char* list : {"7", "{}", "[7, []]", "null"}) {
    const State state =
        Read(WithFramework(std::string(R"("tasks": [{}], "unreachable_tasks": )") + list));
    EXPECT_THAT(state.frameworks.at(0).tasks, SizeIs(1)) << list;
  }
}

TEST(ParseState, TakesNullForMissing) {
  const Task task = ReadTask(
      R"("id": null, "name": null, "slave_id": null, "state": null, "resources": null,
         "statuses": null, "discovery": null)");
  EXPECT_EQ(task, Task{});
  EXPECT_EQ(ReadTask(R"("name": "a", "name": null)").name, "a");
  const State state = Read(
      Document(R"("slaves": [{"id": null, "hostname": null, "pid": null}], "frameworks": null)"));
  EXPECT_FALSE(state.agents.at(0).pid.has_value());
  EXPECT_THAT(Read(WithFramework(R"("pid": null, "tasks": null)")).frameworks.at(0).tasks,
              IsEmpty());
}

TEST(ParseState, ReplacesInvalidUtf8InTextsOfTenants) {
  EXPECT_EQ(ReadTask("\"name\": \"w\xff\"").name, "w\uFFFD");
  EXPECT_EQ(ReadTask(R"("name": "w\uD800")").name, "w\uFFFD");
  EXPECT_EQ(ReadTask(R"("name": "w\uD83D\uDE80")").name, "w\U0001F680");
}

TEST(ParseState, KeepsZeroOctetsOfTexts) {
  EXPECT_EQ(ReadTask(R"("name": "a\u0000b")").name, std::string("a\0b", 3));
}

TEST(ParseState, ReadsPastNumbersThatNoDoubleHolds) {
  EXPECT_EQ(ReadTask(R"("name": "a", "statuses": [{"timestamp": 1e999}])").name, "a");
  EXPECT_EQ(ReadTask(R"("name": "a", "x": [-1e999, )" + std::string(400, '9') + "]").name, "a");
}

TEST(ParseState, ReadsPastExponentsOfAnySize) {
  for (const char* number : {"1e99999999999", "-1.5E+99999999999", "1e-99999999999", "0e2147483648",
                             "[[1e99999999999, {\"y\": 7e99999999999}]]"}) {
    const std::string members = std::string(R"("name": "a", "x": )") + number;
    EXPECT_EQ(ReadTask(members + R"(, "id": "b")").id, "b") << number;
    EXPECT_EQ(ReadTask(members).name, "a") << number;
  }
  const auto newest = [](const char* number) {
    return ReadTask(std::string(R"("statuses": [{"timestamp": 7}, {"timestamp": )") + number + "}]")
        .status_time;
  };
  EXPECT_GT(newest("1e99999999999"), 7);
  EXPECT_EQ(newest("-1e99999999999"), 7);
  EXPECT_EQ(newest("1e-99999999999"), 7);
}

TEST(ParseState, SkipsATaskWithAValueOfAWrongType) {
  for (const char* members :
       {R"("name": 7)", R"("id": true)", R"("slave_id": {})", R"("state": [])",
        R"("resources": "x")", R"("resources": {"ports": 7})", R"("statuses": {})",
        R"("statuses": [7])", R"("statuses": [{"timestamp": "1"}])",
        R"("statuses": [{"container_status": []}])",
        R"("statuses": [{"container_status": {"network_infos": [{"ip_addresses": [7]}]}}])",
        R"("statuses": [{"labels": {}}])", R"("statuses": [{"labels": [{"key": 1}]}])",
        R"("discovery": [])", R"("discovery": {"ports": []})",
        R"("discovery": {"ports": {"ports": {}}})"}) {
    const State state = Read(WithFramework(std::string(R"("tasks": [{"name": "a"}, {)") + members +
                                           R"(}, {"name": "b"}])"));
    EXPECT_THAT(state.frameworks.at(0).tasks, SizeIs(2)) << members;
    EXPECT_EQ(state.skipped.tasks, 1U) << members;
    EXPECT_EQ(state.frameworks.at(0).tasks.at(1).name, "b") << members;
  }
}

TEST(ParseState, SkipsItemsThatAreNoObjects) {
  const State state = Read(Document(
      R"("slaves": [7, {"id": "S"}, []], "frameworks": ["x", {"tasks": [1, {}, "x", []]}, null])"));
  EXPECT_THAT(state.agents, SizeIs(1));
  EXPECT_THAT(state.frameworks, SizeIs(1));
  EXPECT_THAT(state.frameworks[0].tasks, SizeIs(1));
  EXPECT_EQ(state.skipped.agents, 2U);
  EXPECT_EQ(state.skipped.frameworks, 1U);
  EXPECT_EQ(state.skipped.tasks, 3U);
}

TEST(ParseState, SkipsAFrameworkOrAgentWithAValueOfAWrongType) {
  const State state = Read(Document(
      R"("slaves": [{"id": 7}, {"id": "S"}], "frameworks": [{"name": 7}, {"tasks": {}}, {}])"));
  EXPECT_THAT(state.agents, SizeIs(1));
  EXPECT_THAT(state.frameworks, SizeIs(1));
  EXPECT_EQ(state.skipped.agents, 1U);
  EXPECT_EQ(state.skipped.frameworks, 2U);
}

TEST(ParseState, TakesAPidThatIsNoneForMissing) {
  const State state = Read(Document(
      R"("slaves": [{"pid": "@"}, {"pid": 7}], "frameworks": [{"pid": []}, {"pid": "x"}])"));
  EXPECT_THAT(state.agents, SizeIs(2));
  EXPECT_THAT(state.frameworks, SizeIs(2));
  EXPECT_EQ(state.skipped.addresses, 4U);
}

TEST(ParseState, SkipsDiscoveryPortsThatAreNone) {
  const State state = Read(WithTask(R"("name": "a", "discovery": {"name": "a", "ports": {"ports": [
      {"number": 80.0, "name": "ok"}, {"number": 80.5}, {"number": "80"}, {"number": -1},
      {"number": 65536}, {"number": 1e3}, 7, {"number": 81, "name": 7}, {"name": "none"}]}})"));
  const Task& task = state.frameworks.at(0).tasks.at(0);
  EXPECT_THAT(task.discovery_ports,
              ElementsAre(DiscoveryPort{80, "ok", ""}, DiscoveryPort{0, "none", ""}));
  EXPECT_EQ(state.skipped.ports, 7U);
}

TEST(ParseState, TakesANullDiscoveryPortForPortZero) {
  const Task task = ReadTask(R"("discovery": {"ports": {"ports": [null, {"number": 80}]}})");
  EXPECT_THAT(task.discovery_ports, ElementsAre(DiscoveryPort{}, DiscoveryPort{80, "", ""}));
}

TEST(ParseState, LimitsThePortsOfATask) {
  const std::string port = R"({"number": 1},)";
  const State state =
      Read(WithTask(R"("resources": {"ports": "[1-65535]"}, "discovery": {"ports": {"ports": [)" +
                    Repeated(port, kMaxPortsPerTask + 1) + R"({"number": 1}]}})"));
  const Task& task = state.frameworks.at(0).tasks.at(0);
  EXPECT_THAT(task.ports, SizeIs(kMaxPortsPerTask));
  EXPECT_THAT(task.discovery_ports, SizeIs(kMaxPortsPerTask));
  EXPECT_EQ(state.skipped.ports, 3U);
}

TEST(ParseState, CountsAddressesThatAreNone) {
  const State state = Read(WithTask(
      R"("statuses": [{"state": "TASK_RUNNING", "timestamp": 1, "labels": [
           {"key": "Docker.NetworkSettings.IPAddress", "value": "10.1"},
           {"key": "other", "value": "10.1"},
           {"key": "Docker.NetworkSettings.IPAddress", "value": ""}],
         "container_status": {"network_infos": [{"ip_addresses": [{"ip_address": "010.0.0.1"},
           {"ip_address": "10.0.0.1"}]}]}}])"));
  EXPECT_EQ(state.skipped.addresses, 2U);
  EXPECT_THAT(state.frameworks.at(0).tasks.at(0).addresses.netinfo, SizeIs(1));
}

TEST(ParseState, KnowsTheTimeOfATasksNewestStatus) {
  EXPECT_EQ(ReadTask(R"("id": "t")").status_time, 0);
  EXPECT_EQ(ReadTask(R"("statuses": [{"state": "TASK_RUNNING", "timestamp": 8.5},
                                     {"state": "TASK_KILLING", "timestamp": 9.25}, {}])")
                .status_time,
            9.25);
}

TEST(ParseState, KnowsWhoIsNotBackAfterAFailOver) {
  const State state = Read(Document(R"("id": "M", "recovered_slaves": [{"id": "S1", "pid": 5}, {}],
      "frameworks": [{"recovered": true}, {"recovered": false}, {}])"));
  EXPECT_EQ(state.master_id, "M");
  ASSERT_TRUE(state.recovered_agents.has_value());
  EXPECT_THAT(*state.recovered_agents, ElementsAre("S1"));
  EXPECT_TRUE(state.frameworks[0].recovered);
  EXPECT_FALSE(state.frameworks[1].recovered || state.frameworks[2].recovered);
}

TEST(ParseState, TellsAnEmptyListOfRecoveredAgentsFromNone) {
  EXPECT_FALSE(Read(Document("")).recovered_agents.has_value());
  EXPECT_FALSE(Read(Document(R"("recovered_slaves": null)")).recovered_agents.has_value());
  EXPECT_THAT(Read(Document(R"("recovered_slaves": [])")).recovered_agents->size(), 0);
}

TEST(ParseState, LetsNothingOfAFailOverSpoilTheRest) {
  const State state = Read(Document(R"("id": 5, "recovered_slaves": [5, {"id": []}],
      "frameworks": [{"recovered": "x", "name": "f"}])"));
  EXPECT_EQ(state.frameworks.at(0).name, "f");
  EXPECT_THAT(*state.recovered_agents, IsEmpty());
  EXPECT_FALSE(Read(Document(R"("recovered_slaves": {})")).recovered_agents.has_value());
}

}  // namespace
}  // namespace signpost::mesos
