// ZoneEditor and RecordTable against their slow twin, over thousands of random steps.

#include "records/zone_twin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "records/chosen_names.h"
#include "records/zone_walk.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using testing::NodeLines;
using testing::ZoneNodes;
using testing::ZoneWalk;

constexpr int kSteps = 1500;

bool IsAdditional(const std::string& line) { return line.starts_with('+'); }

// Owner and text of every record, without additional addresses.
std::set<std::pair<std::string, std::string>> RecordsOf(const ZoneNodes& nodes) {
  std::set<std::pair<std::string, std::string>> records;
  for (const auto& [owner, lines] : nodes) {
    for (const std::string& line : lines) {
      if (!IsAdditional(line)) records.emplace(owner, line);
    }
  }
  return records;
}

// Asking for one name after the other.
void ExpectSameAnswers(const RecordTable& table, const ZoneNodes& nodes,
                       const std::vector<std::string>& names) {
  for (const std::string& text : names) {
    const wire::Name name = testing::NameOf(text);
    const NodeView node = table.Find(name.wire());
    const auto expected = nodes.find(std::string(AsText(name.wire())));
    ASSERT_EQ(static_cast<bool>(node), expected != nodes.end()) << text;
    if (!node) continue;
    ASSERT_TRUE(SameBytes(node.owner(), name.wire())) << text;
    ASSERT_EQ(testing::LinesOf(node, table.ttl()), expected->second) << text;
  }
}

// Walking through all.
void ExpectSameWalk(const RecordTable& table, const ZoneNodes& nodes) {
  ASSERT_EQ(testing::NodesOf(table), nodes);
  ASSERT_EQ(testing::WalkedNames(table), testing::InCanonicalOrder(nodes));
  ASSERT_EQ(table.name_count(), nodes.size());
  ASSERT_EQ(table.record_count(), RecordsOf(nodes).size());
}

size_t CountMissing(const ZoneNodes& from, const ZoneNodes& in) {
  const auto records = RecordsOf(in);
  size_t count = 0;
  for (const auto& record : RecordsOf(from)) count += records.contains(record) ? 0 : 1;
  return count;
}

class Twin : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Twin, ::testing::Range<uint64_t>(1, 13));

TEST_P(Twin, AgreesWithTheTableAfterEveryBuild) {
  ZoneWalk walk(GetParam());
  for (int step = 0; step < kSteps; ++step) {
    walk.Step();
    if (step % 3 != 0) continue;
    const auto table = walk.Build().table;
    const ZoneNodes nodes = walk.twin().Nodes();
    ASSERT_NO_FATAL_FAILURE(ExpectSameAnswers(*table, nodes, walk.names())) << "step " << step;
    ASSERT_NO_FATAL_FAILURE(ExpectSameWalk(*table, nodes)) << "step " << step;
    ASSERT_EQ(walk.withheld(), walk.twin().withheld()) << "step " << step;
  }
}

TEST_P(Twin, AgreesOnWhatABuildChanged) {
  ZoneWalk walk(GetParam() + 1000);
  auto last_table = walk.Build().table;
  ZoneNodes last = walk.twin().Nodes();
  int unchanged_count = 0;
  for (int step = 0; step < kSteps; ++step) {
    walk.Step();
    const ZoneUpdate update = walk.Build();
    const ZoneNodes nodes = walk.twin().Nodes();
    ASSERT_EQ(update.records.added, CountMissing(nodes, last)) << "step " << step;
    ASSERT_EQ(update.records.removed, CountMissing(last, nodes)) << "step " << step;
    ASSERT_EQ(update.changed, nodes != last) << "step " << step;
    ASSERT_EQ(update.table == last_table, !update.changed) << "step " << step;
    unchanged_count += update.changed ? 0 : 1;
    last_table = update.table;
    last = nodes;
  }
  EXPECT_GT(unchanged_count, 0);
}

TEST_P(Twin, SameRecordsGiveTheSameBytesWhateverTheWay) {
  ZoneWalk walk(GetParam() + 2000);
  for (int step = 0; step < kSteps; ++step) {
    walk.Step();
    if (step % 5 != 0) continue;
    const auto table = walk.Build().table;
    ASSERT_EQ(testing::OctetsOf(*table), testing::OctetsOf(*walk.BuiltAnew())) << "step " << step;
  }
}

// Builds of many names in one, which the walks through few names do not reach: services with two
// targets each, then an address more for every other target.
TEST(TwinOfManyNames, AgreesWhenThousandsOfTargetsChangeInOneBuild) {
  constexpr int kServices = 2000;
  ZoneEditor editor(testing::ZoneOptionsOf());
  testing::ZoneTwin twin(testing::ZoneOptionsOf());
  const auto add = [&](const testing::ZoneLines& lines) {
    editor.Add(testing::SharedListOf(lines));
    twin.Add(testing::SharedListOf(lines));
  };
  for (int i = 0; i < kServices; ++i) {
    const std::string owner = absl::StrCat("_s", i, "._tcp.mesos.");
    add({absl::StrCat("n", i, ".mesos. A 10.0.0.1"),
         absl::StrCat(owner, " SRV 0 1 1 n", i, ".mesos."),
         absl::StrCat(owner, " SRV 0 1 2 n", (i * 7 + 1) % kServices, ".mesos.")});
  }
  ASSERT_NO_FATAL_FAILURE(ExpectSameWalk(*editor.Build().table, twin.Nodes()));
  for (int i = 0; i < kServices; i += 2) add({absl::StrCat("n", i, ".mesos. AAAA fd00::1")});
  ASSERT_NO_FATAL_FAILURE(ExpectSameWalk(*editor.Build().table, twin.Nodes()));
}

}  // namespace
}  // namespace signpost::records
