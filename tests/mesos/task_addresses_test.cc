#include "mesos/task_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "mesos/state_parser.h"
#include "mesos/test_data.h"

namespace signpost::mesos {
namespace {

using ::testing::ElementsAre;
using testing::TextsOf;

std::string JsonOf(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

// A state's one task, which has `members` besides its state.
Task ReadTask(const std::string& members) {
  const auto state = ParseState(
      R"({"leader": "m@10.0.0.1:5050", "frameworks": [{"tasks": [{"state": "TASK_RUNNING", )" +
      members + "}]}]}");
  EXPECT_TRUE(state.ok()) << state.status();
  return state.ok() ? state->frameworks[0].tasks[0] : Task{};
}

// What a state says about its one task, which has `statuses`.
StatusAddresses Read(const std::string& statuses) {
  return ReadTask("\"statuses\": " + statuses).addresses;
}

std::vector<IpAddress> AddressesOf(const std::vector<std::string>& texts) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts) {
    if (const auto address = IpAddress::Parse(text)) addresses.push_back(*address);
  }
  return addresses;
}

std::vector<AddressSource> SourcesOf(const std::vector<std::string>& names) {
  std::vector<AddressSource> sources;
  for (const std::string& name : names) {
    if (const auto source = AddressSourceFromName(name)) sources.push_back(*source);
  }
  return sources;
}

TEST(TaskAddresses, AgreeWithMesosDns) {
  const auto table = testing::TableOf("task_addresses.json");
  for (const auto& row : table.GetArray()) {
    const std::string statuses = JsonOf(row["statuses"]);
    const std::vector<IpAddress> host = AddressesOf(TextsOf(row["slave_ips"]));
    const auto sources = SourcesOf(TextsOf(row["sources"]));
    const Task task = ReadTask("\"statuses\": " + statuses);
    const auto found = TaskAddresses(task, host, sources);
    EXPECT_EQ(std::vector(found.begin(), found.end()), AddressesOf(TextsOf(row["out"])))
        << JsonOf(row);
  }
}

TEST(TaskAddresses, ComeFromTheNewestRunningStatus) {
  const StatusAddresses read = Read(
      R"([{"state": "TASK_RUNNING", "timestamp": 2, "labels":
           [{"key": "Docker.NetworkSettings.IPAddress", "value": "10.0.0.2"}]},
          {"timestamp": 3, "state": "TASK_KILLING", "labels":
           [{"key": "Docker.NetworkSettings.IPAddress", "value": "10.0.0.3"}]},
          {"state": "TASK_RUNNING", "timestamp": 1, "labels":
           [{"key": "Docker.NetworkSettings.IPAddress", "value": "10.0.0.1"}]}])");
  EXPECT_THAT(read.docker, ElementsAre(*IpAddress::Parse("10.0.0.2")));
}

TEST(TaskAddresses, OfOldMastersStandInTheNetworkInfoItself) {
  const StatusAddresses read = Read(
      R"([{"state": "TASK_RUNNING", "timestamp": 2, "container_status": {"network_infos":
           [{"ip_address": "10.0.0.2"}, {"ip_address": "10.0.0.3", "ip_addresses": []},
            {"ip_address": "10.0.0.4", "ip_addresses": [{"ip_address": "10.0.0.5"}]}]}}])");
  EXPECT_THAT(read.netinfo,
              ElementsAre(*IpAddress::Parse("10.0.0.2"), *IpAddress::Parse("10.0.0.3"),
                          *IpAddress::Parse("10.0.0.5")));
}

TEST(TaskAddresses, AreAllOfAllNetworks) {
  const StatusAddresses read = Read(
      R"([{"state": "TASK_RUNNING", "timestamp": 2, "container_status": {"network_infos": [
           {"name": "n1", "ip_addresses": [{"ip_address": "10.0.0.1"}, {"ip_address": "fd00::1"}]},
           {"name": "n2", "ip_addresses": [{"protocol": "IPv4", "ip_address": "10.0.0.2"}]}]}}])");
  EXPECT_THAT(read.netinfo, ElementsAre(*IpAddress::Parse("10.0.0.1"), *IpAddress::Parse("fd00::1"),
                                        *IpAddress::Parse("10.0.0.2")));
}

TEST(TaskAddresses, HaveFiveSources) {
  EXPECT_EQ(AddressSourceFromName("netinfo"), AddressSource::kNetinfo);
  EXPECT_EQ(AddressSourceFromName("mesos"), AddressSource::kMesos);
  EXPECT_EQ(AddressSourceFromName("docker"), AddressSource::kDocker);
  EXPECT_EQ(AddressSourceFromName("host"), AddressSource::kHost);
  EXPECT_EQ(AddressSourceFromName("auto"), AddressSource::kAuto);
  EXPECT_EQ(AddressSourceFromName("foo"), std::nullopt);
}

const std::string kStatuses =
    R"("statuses": [{"state": "TASK_RUNNING", "timestamp": 1, "container_status": {
         "network_infos": [{"ip_addresses": [{"ip_address": "172.16.0.1"}]}]}}])";

// The addresses by "auto" of a task with `members`, on an agent at 10.0.1.1.
std::vector<std::string> AutoAddresses(const std::string& members) {
  constexpr AddressSource kSources[] = {AddressSource::kAuto};
  const std::vector<IpAddress> host = {*IpAddress::Parse("10.0.1.1")};
  const Task task = ReadTask(members);
  std::vector<std::string> texts;
  for (const IpAddress& address : TaskAddresses(task, host, kSources)) {
    texts.push_back(address.ToString());
  }
  return texts;
}

TEST(AutoAddresses, AreTheContainersUnlessAPortIsMapped) {
  EXPECT_THAT(AutoAddresses(kStatuses), ElementsAre("172.16.0.1"));
  EXPECT_THAT(AutoAddresses(kStatuses + R"(, "container": {"type": "MESOS"})"),
              ElementsAre("172.16.0.1"));
}

TEST(AutoAddresses, AreTheAgentsWhenDockerMapsAPort) {
  EXPECT_THAT(AutoAddresses(kStatuses + R"(, "container": {"type": "DOCKER", "docker": {
      "network": "BRIDGE", "port_mappings": [
        {"container_port": 80, "host_port": 31000, "protocol": "tcp"}]}})"),
              ElementsAre("10.0.1.1"));
}

TEST(AutoAddresses, AreTheAgentsWhenANetworkThatTheTaskAskedForMapsAPort) {
  EXPECT_THAT(AutoAddresses(kStatuses + R"(, "container": {"type": "MESOS", "network_infos": [
      {"name": "a"}, {"name": "b", "port_mappings": [{"host_port": 31000}]}]})"),
              ElementsAre("10.0.1.1"));
}

TEST(AutoAddresses, AreTheAgentsWhenTheNewestStatusMapsAPort) {
  EXPECT_THAT(AutoAddresses(R"("statuses": [{"state": "TASK_RUNNING", "timestamp": 1,
      "container_status": {"network_infos": [{"ip_addresses": [{"ip_address": "172.16.0.1"}],
        "port_mappings": [{"host_port": 31000, "container_port": 80}]}]}}])"),
              ElementsAre("10.0.1.1"));
}

TEST(AutoAddresses, AreTheContainersWhenAMappingNamesNoHostPort) {
  for (const char* mapping : {"{}", R"({"container_port": 80})", R"({"host_port": 0})",
                              R"({"host_port": null})", R"({"host_port": "31000"})", "7"}) {
    EXPECT_THAT(AutoAddresses(kStatuses + R"(, "container": {"docker": {"port_mappings": [)" +
                              mapping + "]}}"),
                ElementsAre("172.16.0.1"))
        << mapping;
  }
}

TEST(AutoAddresses, OfAContainerAreTheFirstOfNetinfoMesosAndDocker) {
  const std::string labels = R"("statuses": [{"state": "TASK_RUNNING", "timestamp": 1, "labels": [
      {"key": "Docker.NetworkSettings.IPAddress", "value": "172.17.0.1"})";
  EXPECT_THAT(AutoAddresses(labels + "]}]"), ElementsAre("172.17.0.1"));
  EXPECT_THAT(AutoAddresses(labels + R"(,
      {"key": "MesosContainerizer.NetworkSettings.IPAddress", "value": "172.18.0.1"}]}])"),
              ElementsAre("172.18.0.1"));
}

TEST(AutoAddresses, AreLeftToTheNextSourceWithoutAContainers) {
  constexpr AddressSource kSources[] = {AddressSource::kAuto, AddressSource::kHost};
  const std::vector<IpAddress> host = {*IpAddress::Parse("10.0.1.1")};
  EXPECT_THAT(AutoAddresses(R"("name": "a")"), ::testing::IsEmpty());
  EXPECT_EQ(TaskAddresses(Task{}, host, kSources).size(), 1U);
}

}  // namespace
}  // namespace signpost::mesos
