#include "http/axfr.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <set>

#include "http/test_zone.h"
#include "records/table_walk.h"
#include "wire/name.h"

namespace signpost::http {
namespace {

using testing::BodyOf;
using testing::SnapshotOf;

TEST(Axfr, SaysWhatTheZoneIs) {
  EXPECT_EQ(BodyOf(AxfrBody(SnapshotOf({}), 30)),
            R"({"TTL":60,"Serial":7,"RefreshSeconds":30,"Mname":"NS1.mesos.",)"
            R"("Rname":"root.ns1.mesos.","Domain":"mesos",)"
            R"("Records":{"As":{},"AAAAs":{},"SRVs":{}}})");
}

TEST(Axfr, ListsEveryRecordUnderItsName) {
  const auto snapshot =
      SnapshotOf({"web.mesos. A 10.0.0.1", "web.mesos. A 10.0.0.2", "web.mesos. AAAA fd00::1",
                  "_web._tcp.mesos. SRV 80 web.mesos.", "_web._tcp.mesos. SRV 81 web.mesos."});
  const std::string body = BodyOf(AxfrBody(snapshot, 60));
  EXPECT_EQ(body.substr(body.find(R"("Records")")),
            R"("Records":{"As":{"web.mesos.":["10.0.0.1","10.0.0.2"]},)"
            R"("AAAAs":{"web.mesos.":["fd00::1"]},)"
            R"("SRVs":{"_web._tcp.mesos.":["web.mesos.:80","web.mesos.:81"]}}})");
}

TEST(Axfr, ListsAHostOutsideTheZoneFirst) {
  const OutsideHost outside{"NS.Example.ORG.",
                            {*IpAddress::Parse("10.0.0.9"), *IpAddress::Parse("fd00::9")}};
  const std::string body = BodyOf(AxfrBody(SnapshotOf({"web.mesos. A 10.0.0.1"}), 60, outside));
  EXPECT_EQ(body.substr(body.find(R"("Records")")),
            R"("Records":{"As":{"NS.Example.ORG.":["10.0.0.9"],"web.mesos.":["10.0.0.1"]},)"
            R"("AAAAs":{"NS.Example.ORG.":["fd00::9"]},"SRVs":{}}})");
}

std::vector<std::string> ManyLines(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    lines.push_back("t" + std::to_string(i) + ".f.mesos. A 10.0.0.1");
  }
  return lines;
}

TEST(Axfr, ManyNamesAreAllThereOnce) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(
      BodyOf(AxfrBody(SnapshotOf(ManyLines(20000)), 60)).c_str());
  ASSERT_FALSE(json.HasParseError());
  std::set<std::string> names;
  for (const auto& member : json["Records"]["As"].GetObject()) {
    EXPECT_TRUE(names.insert(member.name.GetString()).second) << member.name.GetString();
  }
  EXPECT_EQ(names.size(), 20000u);
}

TEST(Axfr, AWalkVisitsWhatForEachNodeVisits) {
  const auto snapshot = SnapshotOf(ManyLines(3000));
  std::multiset<std::string> walked, expected;
  records::TableWalk walk(snapshot->table.get());
  while (const records::NodeView node = walk.Next()) {
    walked.insert(wire::NameToText(node.owner()));
  }
  snapshot->table->ForEachNode(
      [&](records::NodeView node) { expected.insert(wire::NameToText(node.owner())); });
  EXPECT_EQ(walked, expected);
}

}  // namespace
}  // namespace signpost::http
