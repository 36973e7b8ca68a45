#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/record_generator.h"
#include "mesos/test_data.h"
#include "wire/rdata.h"

namespace signpost::mesos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TextOf;
using testing::TextsOf;
using ::testing::UnorderedElementsAreArray;

NamingOptions NamingFor(const std::string& domain) {
  NamingOptions options;
  options.domain = wire::Name::FromText(domain + ".")->ToCanonical();
  options.name_server = wire::Name::FromText("ns1." + domain + ".")->ToCanonical();
  return options;
}

std::vector<std::string> LinesOf(const records::RecordList& list) {
  std::vector<std::string> lines;
  for (const records::RecordView record : list) {
    lines.push_back(wire::RecordToText(record.owner, 60, record.type, record.rdata));
  }
  return lines;
}

// Addresses in their canonical form: Mesos-DNS copies the spelling of its configuration.
void AppendAddresses(const rapidjson::Value& table, const char* type,
                     std::vector<std::string>* lines) {
  for (const auto& entry : table.GetObject()) {
    for (const std::string& text : TextsOf(entry.value)) {
      lines->push_back(TextOf(entry.name) + " 60 IN " + type + " " +
                       IpAddress::Parse(text)->ToString());
    }
  }
}

void AppendServices(const rapidjson::Value& table, std::vector<std::string>* lines) {
  for (const auto& entry : table.GetObject()) {
    for (const std::string& text : TextsOf(entry.value)) {
      const size_t colon = text.rfind(':');
      lines->push_back(TextOf(entry.name) + " 60 IN SRV 0 1 " + text.substr(colon + 1) + " " +
                       text.substr(0, colon));
    }
  }
}

std::vector<std::string> ExpectedLines(const rapidjson::Value& out) {
  std::vector<std::string> lines;
  AppendAddresses(out["As"], "A", &lines);
  AppendAddresses(out["AAAAs"], "AAAA", &lines);
  AppendServices(out["SRVs"], &lines);
  return lines;
}

TEST(MasterRecords, AgreeWithMesosDns) {
  const auto table = testing::TableOf("master_records.json");
  for (const auto& row : table.GetArray()) {
    const std::string leader = TextOf(row["leader"]);
    // Mesos-DNS serves a port that is none; ParseState refuses such a leader.
    if (!row.HasMember("out") || leader.ends_with(":abc")) continue;
    const auto list =
        MasterRecords(leader, TextsOf(row["masters"]), NamingFor(TextOf(row["domain"])));
    EXPECT_THAT(LinesOf(list), UnorderedElementsAreArray(ExpectedLines(row["out"]))) << leader;
  }
}

TEST(MasterRecords, LeaveOutMastersThatAreHostNames) {
  const std::string masters[] = {"localhost:5050"};
  EXPECT_THAT(LinesOf(MasterRecords("master@127.0.0.1:5050", masters, NamingFor("mesos"))),
              ElementsAre("leader.mesos. 60 IN A 127.0.0.1",
                          "_leader._tcp.mesos. 60 IN SRV 0 1 5050 leader.mesos.",
                          "_leader._udp.mesos. 60 IN SRV 0 1 5050 leader.mesos.",
                          "master.mesos. 60 IN A 127.0.0.1", "master0.mesos. 60 IN A 127.0.0.1"));
}

// Mesos-DNS compares the texts and serves this master twice.
TEST(MasterRecords, KnowTheLeaderInAnySpelling) {
  const std::string masters[] = {"[fd00:0::1]:5050"};
  EXPECT_THAT(LinesOf(MasterRecords("master@[fd00::1]:5050", masters, NamingFor("mesos"))),
              ElementsAre("leader.mesos. 60 IN AAAA fd00::1",
                          "_leader._tcp.mesos. 60 IN SRV 0 1 5050 leader.mesos.",
                          "_leader._udp.mesos. 60 IN SRV 0 1 5050 leader.mesos.",
                          "master.mesos. 60 IN AAAA fd00::1", "master0.mesos. 60 IN AAAA fd00::1"));
}

TEST(MasterRecords, AreNoneWhenTheLeaderIsAHostName) {
  EXPECT_THAT(LinesOf(MasterRecords("master@host.example:5050", {}, NamingFor("mesos"))),
              IsEmpty());
}

}  // namespace
}  // namespace signpost::mesos
