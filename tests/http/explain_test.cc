#include "http/explain.h"

#include <gmock/gmock.h>

#include "http/listing.h"

namespace signpost::http {
namespace {

using testing::BodyOf;
using testing::JsonOf;
using testing::SnapshotOf;

std::string Explained(const SharedSnapshot& snapshot, const std::string& name) {
  return BodyOf(ExplainBody(snapshot, name));
}

const SharedSnapshot& Zone() {
  static const SharedSnapshot zone = SnapshotOf(
      {"slave.mesos. A 10.0.1.1"},
      {{"marathon",
        {{"web", "web.1", {"web.marathon.mesos. A 10.0.0.1", "web-1.marathon.mesos. A 10.0.0.1"}},
         {"db", "db.1", {"db.marathon.mesos. A 10.0.0.9"}},
         {"web", "web.2", {"web.marathon.mesos. A 10.0.0.2"}}}}});
  return zone;
}

TEST(Explain, ShowsTheRecordsAndTheTasksThatMakeThem) {
  EXPECT_EQ(Explained(Zone(), "Web.marathon.mesos"),
            R"({"name":"web.marathon.mesos.","serial":7,"exists":true,"ttl":60,"record_count":2,)"
            R"("records":[{"type":"A","data":"10.0.0.1"},{"type":"A","data":"10.0.0.2"}],)"
            R"("sources":[{"framework":"marathon","name":"web","id":"web.1",)"
            R"("records":[{"type":"A","data":"10.0.0.1"}]},)"
            R"({"framework":"marathon","name":"web","id":"web.2",)"
            R"("records":[{"type":"A","data":"10.0.0.2"}]}],"source_count":2})");
}

TEST(Explain, ANameOfTheClusterHasNoTask) {
  const auto json = JsonOf(Explained(Zone(), "slave.mesos."));
  EXPECT_TRUE(json["exists"].GetBool());
  EXPECT_EQ(json["record_count"].GetUint(), 1u);
  EXPECT_EQ(json["source_count"].GetUint(), 0u);
}

TEST(Explain, ANameWithNamesBelowItAloneExistsWithoutRecords) {
  const auto json = JsonOf(Explained(Zone(), "marathon.mesos"));
  EXPECT_TRUE(json["exists"].GetBool());
  EXPECT_EQ(json["record_count"].GetUint(), 0u);
}

TEST(Explain, AnythingElseDoesNotExist) {
  for (const char* name : {"nowhere.mesos", "a..b", ".", "x.example"}) {
    EXPECT_FALSE(JsonOf(Explained(Zone(), name))["exists"].GetBool()) << name;
  }
}

TEST(Explain, ListsTheFirstOfMany) {
  std::vector<testing::TestTask> tasks;
  for (size_t i = 0; i < kMaxExplainedSources + 5; ++i) {
    const std::string number = std::to_string(i);
    tasks.push_back({"web", number, {"web.mesos. A 10.0.1." + std::to_string(i % 250)}});
  }
  const auto json = JsonOf(Explained(SnapshotOf({}, {{"marathon", tasks}}), "web.mesos"));
  EXPECT_EQ(json["sources"].Size(), kMaxExplainedSources);
  EXPECT_EQ(json["source_count"].GetUint(), kMaxExplainedSources + 5);
  EXPECT_EQ(json["records"].Size(), kMaxExplainedRecords);
  EXPECT_EQ(json["record_count"].GetUint(), kMaxExplainedSources + 5);
}

TEST(Explain, SaysWhereATaskRunsAndByWhoseWord) {
  auto snapshot = std::make_shared<records::Snapshot>(*Zone());
  records::InventoryEditor editor;
  const records::Circumstances now{.place = "node1",
                                   .place_id = "S1",
                                   .address_source = "netinfo",
                                   .is_address_kept = true,
                                   .condition = "healthy"};
  editor.AddEntry(editor.AddGroup("marathon"),
                  {"web", "web.1", testing::ListOf({"web.marathon.mesos. A 10.0.0.1"}),
                   std::make_shared<const records::Circumstances>(now)});
  snapshot->inventory = editor.inventory();
  EXPECT_THAT(Explained(snapshot, "web.marathon.mesos"),
              ::testing::HasSubstr(R"("agent":"node1","agent_id":"S1","address_source":"netinfo",)"
                                   R"("address_kept":true,"health":"healthy")"));
}

}  // namespace
}  // namespace signpost::http
