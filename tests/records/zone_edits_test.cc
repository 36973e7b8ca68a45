#include "records/zone_edits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "records/chosen_names.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using wire::Type;

constexpr std::array<uint8_t, 2> kFirst = {0, 1};
constexpr std::array<uint8_t, 2> kSecond = {0, 2};

const wire::Name kA = testing::NameOf("a.mesos.");
const wire::Name kB = testing::NameOf("b.mesos.");
const wire::Name kC = testing::NameOf("c.mesos.");

TEST(ZoneEdits, EachEditHasItsOwnRecords) {
  ZoneEdits edits;
  edits.Begin(kA.wire(), 3);
  edits.AddRecord({Type::kA, kFirst});
  edits.AddRecord({Type::kA, kSecond});
  edits.Begin(kB.wire(), 2);
  edits.Begin(kC.wire(), 1);
  edits.AddRecord({Type::kTxt, kFirst});
  edits.Sort();
  EXPECT_THAT(edits.RecordsOf(*edits.Find(kA.wire(), 3)),
              ElementsAre(NodeRecord{Type::kA, kFirst}, NodeRecord{Type::kA, kSecond}));
  EXPECT_THAT(edits.RecordsOf(*edits.Find(kB.wire(), 2)), IsEmpty());
  EXPECT_FALSE(edits.Find(kB.wire(), 2)->has_records());
  EXPECT_THAT(edits.RecordsOf(*edits.Find(kC.wire(), 1)),
              ElementsAre(NodeRecord{Type::kTxt, kFirst}));
  EXPECT_TRUE(edits.Find(kC.wire(), 1)->has_records());
}

TEST(ZoneEdits, DroppedEditLeavesNothing) {
  ZoneEdits edits;
  edits.Begin(kA.wire(), 1);
  edits.AddRecord({Type::kA, kFirst});
  edits.Begin(kB.wire(), 2);
  edits.AddRecord({Type::kA, kSecond});
  edits.DropLast();
  edits.Begin(kC.wire(), 3);
  edits.AddRecord({Type::kTxt, kSecond});
  edits.Sort();
  ASSERT_EQ(edits.edits().size(), 2u);
  EXPECT_EQ(edits.Find(kB.wire(), 2), nullptr);
  EXPECT_THAT(edits.RecordsOf(*edits.Find(kC.wire(), 3)),
              ElementsAre(NodeRecord{Type::kTxt, kSecond}));
}

TEST(ZoneEdits, AreOrderedByHashThenOwner) {
  ZoneEdits edits;
  edits.Begin(kC.wire(), 5);
  edits.Begin(kB.wire(), uint64_t{1} << 63);
  edits.Begin(kA.wire(), 5);
  edits.Begin(kB.wire(), 5);
  edits.Sort();
  std::vector<std::string> owners;
  for (const Edit& edit : edits.edits()) owners.push_back(wire::NameToText(edit.owner));
  EXPECT_THAT(owners, ElementsAre("a.mesos.", "b.mesos.", "c.mesos.", "b.mesos."));
}

TEST(ZoneEdits, OwnersWithOneHashAreFoundEach) {
  ZoneEdits edits;
  edits.Begin(kC.wire(), 5);
  edits.Begin(kA.wire(), 5);
  edits.Sort();
  const ZoneEdits& sorted = edits;
  EXPECT_TRUE(SameBytes(sorted.Find(kA.wire(), 5)->owner, kA.wire()));
  EXPECT_TRUE(SameBytes(sorted.Find(kC.wire(), 5)->owner, kC.wire()));
  EXPECT_EQ(sorted.Find(kB.wire(), 5), nullptr);
  EXPECT_EQ(sorted.Find(kA.wire(), 4), nullptr);
  EXPECT_EQ(sorted.Find(kA.wire(), 6), nullptr);
}

}  // namespace
}  // namespace signpost::records
