#include "records/zone_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "records/diff_history.h"
#include "records/zone_walk.h"
#include "support/zone.h"
#include "wire/rdata.h"

namespace signpost::records {
namespace {

using testing::ZoneWalk;

constexpr size_t kNoLimit = size_t{1} << 30;

std::set<std::string> SetOf(const RecordTable& table) {
  const auto lines = testing::LinesOf(table);
  return {lines.begin(), lines.end()};
}

std::vector<std::string> LinesOf(const RecordList& list, uint32_t ttl) {
  std::vector<std::string> lines;
  for (const RecordView record : list) {
    lines.push_back(wire::RecordToText(record.owner, ttl, record.type, record.rdata));
  }
  return lines;
}

class ZoneDiffTwin : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, ZoneDiffTwin, ::testing::Range<uint64_t>(1, 9));

TEST_P(ZoneDiffTwin, MakesTheNextTableOfTheLastOne) {
  ZoneWalk walk(GetParam());
  auto before = walk.Build().table;
  for (int step = 0; step < 600; ++step) {
    walk.Step();
    if (step % 3 != 0) continue;
    const auto after = walk.Build().table;
    const auto diff = DiffOf(*before, *after, kNoLimit);
    ASSERT_NE(diff, nullptr);
    std::set<std::string> lines = SetOf(*before);
    for (const std::string& line : LinesOf(diff->removed, before->ttl())) {
      ASSERT_EQ(lines.erase(line), 1U) << line << " in step " << step;
    }
    for (const std::string& line : LinesOf(diff->added, after->ttl())) {
      ASSERT_TRUE(lines.insert(line).second) << line << " in step " << step;
    }
    ASSERT_EQ(lines, SetOf(*after)) << "step " << step;
    before = after;
  }
}

std::shared_ptr<const RecordTable> TableOf(const testing::ZoneLines& lines) {
  return testing::SnapshotOf(lines)->table;
}

TEST(ZoneDiff, OfPagesWithOtherNumbersOfShardsIsFoundAsWell) {
  testing::ZoneLines many = {"keep.mesos. A 10.0.0.1"};
  for (int i = 0; i < 100'000; ++i) {
    many.push_back("n" + std::to_string(i) + ".mesos. A 10.0.0.1");
  }
  const auto small = TableOf({"keep.mesos. A 10.0.0.1"});
  const auto large = TableOf(many);
  EXPECT_EQ(DiffOf(*small, *large, kNoLimit)->added.size(), 100'000U);
  EXPECT_EQ(DiffOf(*large, *small, kNoLimit)->removed.size(), 100'000U);
  EXPECT_TRUE(DiffOf(*large, *small, kNoLimit)->added.empty());
}

TEST(ZoneDiff, ThatIsTooLargeIsNone) {
  const auto before = TableOf({"a.mesos. A 10.0.0.1"});
  const auto after = TableOf({"a.mesos. A 10.0.0.2", "b.mesos. A 10.0.0.2"});
  EXPECT_EQ(DiffOf(*before, *after, 20), nullptr);
  EXPECT_NE(DiffOf(*before, *after, 200), nullptr);
}

SharedZoneDiff Step(uint32_t from, uint32_t to) {
  auto diff = std::make_shared<ZoneDiff>();
  diff->from_serial = from;
  diff->to_serial = to;
  return diff;
}

TEST(DiffHistory, FindsTheWayFromASerialThatItKnows) {
  DiffHistory history(10);
  history.Add(Step(1, 2));
  history.Add(Step(2, 5));
  EXPECT_EQ(history.Find(1), 0U);
  EXPECT_EQ(history.Find(2), 1U);
  EXPECT_EQ(history.Find(3), std::nullopt);
  EXPECT_EQ(history.Find(5), std::nullopt);
}

TEST(DiffHistory, ForgetsTheOldestOfTooMany) {
  DiffHistory history(2);
  const DiffHistory before = history;
  for (uint32_t serial = 1; serial < 9; ++serial) history.Add(Step(serial, serial + 1));
  EXPECT_EQ(history.Find(6), std::nullopt);
  EXPECT_EQ(history[*history.Find(7)].to_serial, 8U);
  EXPECT_EQ(history.end() - history.begin(), 2U);
  EXPECT_EQ(before.begin(), before.end());
}

TEST(DiffHistory, ForgetsTheOldestOfTooManyOctets) {
  DiffHistory history(100, 3 * sizeof(ZoneDiff));
  for (uint32_t serial = 1; serial < 9; ++serial) history.Add(Step(serial, serial + 1));
  EXPECT_EQ(history.end() - history.begin(), 3U);
  EXPECT_EQ(history.octets(), 3 * sizeof(ZoneDiff));
}

TEST(DiffHistory, ForgetsAllBeforeAChangeThatIsTooLarge) {
  DiffHistory history(10);
  history.Add(Step(1, 2));
  history.Add(nullptr);
  EXPECT_EQ(history.Find(1), std::nullopt);
  history.Add(Step(3, 4));
  EXPECT_TRUE(history.Find(3).has_value());
}

}  // namespace
}  // namespace signpost::records
