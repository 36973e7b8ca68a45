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

// What a state says about its one task, which has `statuses`.
StatusAddresses Read(const std::string& statuses) {
  const auto state = ParseState(
      R"({"leader": "m@10.0.0.1:5050", "frameworks": [{"tasks": [{"state": "TASK_RUNNING",)"
      R"("statuses": )" +
      statuses + "}]}]}");
  EXPECT_TRUE(state.ok()) << state.status();
  return state.ok() ? state->frameworks[0].tasks[0].addresses : StatusAddresses{};
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
    const StatusAddresses read = Read(statuses);
    const auto found = TaskAddresses(read, host, sources);
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

TEST(TaskAddresses, HaveFourSources) {
  EXPECT_EQ(AddressSourceFromName("netinfo"), AddressSource::kNetinfo);
  EXPECT_EQ(AddressSourceFromName("mesos"), AddressSource::kMesos);
  EXPECT_EQ(AddressSourceFromName("docker"), AddressSource::kDocker);
  EXPECT_EQ(AddressSourceFromName("host"), AddressSource::kHost);
  EXPECT_EQ(AddressSourceFromName("foo"), std::nullopt);
}

}  // namespace
}  // namespace signpost::mesos
