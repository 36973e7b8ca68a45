#include "records/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

InventoryEntry EntryOf(const std::string& name) {
  return {.name = name, .id = name + ".1", .records = testing::SharedListOf({})};
}

// "group: entry entry", with "-" for gaps.
std::vector<std::string> LinesOf(const Inventory& inventory) {
  std::vector<std::string> lines;
  inventory.groups.ForEach([&](const auto& group) {
    std::string line = group == nullptr ? "-" : group->name + ":";
    if (group != nullptr) {
      group->entries.ForEach(
          [&](const auto& entry) { line += entry == nullptr ? " -" : " " + entry->name; });
    }
    lines.push_back(line);
  });
  return lines;
}

// Two groups: "marathon: web db cache" and "chronos: backup".
class InventoryTest : public ::testing::Test {
 protected:
  InventoryTest() {
    editor_.AddGroup("marathon");
    editor_.AddGroup("chronos");
    for (const char* name : {"web", "db", "cache"}) editor_.AddEntry(0, EntryOf(name));
    editor_.AddEntry(1, EntryOf("backup"));
  }

  const Inventory& inventory() const { return editor_.inventory(); }

  InventoryEditor editor_;
};

TEST(Inventory, IsEmptyAtFirst) {
  const InventoryEditor editor;
  EXPECT_THAT(LinesOf(editor.inventory()), IsEmpty());
  EXPECT_EQ(editor.inventory().entry_count, 0u);
}

TEST_F(InventoryTest, GroupsAndEntriesStandInTheOrderOfTheirArrival) {
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("marathon: web db cache", "chronos: backup"));
  EXPECT_EQ(inventory().entry_count, 4u);
  EXPECT_EQ(inventory().groups[0]->entry_count, 3u);
  EXPECT_EQ(inventory().groups[0]->entries[1]->id, "db.1");
}

TEST_F(InventoryTest, RemovedEntryLeavesAGapThatTheNextOneFills) {
  editor_.RemoveEntry(0, 1);
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("marathon: web - cache", "chronos: backup"));
  EXPECT_EQ(inventory().entry_count, 3u);
  EXPECT_EQ(inventory().groups[0]->entry_count, 2u);
  EXPECT_EQ(editor_.AddEntry(0, EntryOf("queue")), 1u);
  EXPECT_EQ(editor_.AddEntry(0, EntryOf("mail")), 3u);
  EXPECT_THAT(LinesOf(inventory()),
              ElementsAre("marathon: web queue cache mail", "chronos: backup"));
}

TEST_F(InventoryTest, GapOfOneGroupIsNotFilledByAnother) {
  editor_.RemoveEntry(0, 0);
  EXPECT_EQ(editor_.AddEntry(1, EntryOf("report")), 1u);
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("marathon: - db cache", "chronos: backup report"));
}

TEST_F(InventoryTest, RemovedGroupTakesItsEntriesAlongAndLeavesAGap) {
  editor_.RemoveEntry(0, 1);
  editor_.RemoveGroup(0);
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("-", "chronos: backup"));
  EXPECT_EQ(inventory().entry_count, 1u);
}

TEST_F(InventoryTest, NumberOfARemovedGroupIsUsedAgainWithoutItsGaps) {
  editor_.RemoveEntry(0, 1);
  editor_.RemoveGroup(0);
  EXPECT_EQ(editor_.AddGroup("aurora"), 0u);
  EXPECT_EQ(editor_.AddEntry(0, EntryOf("job")), 0u);
  EXPECT_EQ(editor_.AddGroup("spark"), 2u);
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("aurora: job", "chronos: backup", "spark:"));
}

TEST_F(InventoryTest, RenamedGroupKeepsItsEntries) {
  editor_.RenameGroup(0, "marathon-2");
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("marathon-2: web db cache", "chronos: backup"));
}

TEST_F(InventoryTest, ReplacedEntryKeepsItsPlace) {
  editor_.ReplaceEntry(0, 1, EntryOf("postgres"));
  EXPECT_THAT(LinesOf(inventory()), ElementsAre("marathon: web postgres cache", "chronos: backup"));
  EXPECT_EQ(inventory().entry_count, 4u);
}

TEST_F(InventoryTest, PredecessorStaysAsItWas) {
  const Inventory before = inventory();
  editor_.RenameGroup(0, "other");
  editor_.RemoveEntry(0, 0);
  editor_.AddEntry(0, EntryOf("queue"));
  editor_.AddEntry(1, EntryOf("report"));
  editor_.ReplaceEntry(0, 1, EntryOf("postgres"));
  editor_.RemoveGroup(1);
  EXPECT_THAT(LinesOf(before), ElementsAre("marathon: web db cache", "chronos: backup"));
  EXPECT_EQ(before.entry_count, 4u);
}

TEST_F(InventoryTest, WhatDidNotChangeIsSharedWithThePredecessor) {
  const Inventory before = inventory();
  editor_.ReplaceEntry(0, 1, EntryOf("postgres"));
  EXPECT_EQ(inventory().groups[1], before.groups[1]);
  EXPECT_NE(inventory().groups[0], before.groups[0]);
  EXPECT_EQ(inventory().groups[0]->entries[0], before.groups[0]->entries[0]);
  EXPECT_NE(inventory().groups[0]->entries[1], before.groups[0]->entries[1]);
}

using InventoryDeathTest = InventoryTest;

TEST_F(InventoryDeathTest, ChangingWhatIsNotThereIsOurOwnFault) {
  editor_.RemoveEntry(0, 1);
  EXPECT_DEATH(editor_.RemoveEntry(0, 1), "check failed");
  EXPECT_DEATH(editor_.ReplaceEntry(0, 1, EntryOf("x")), "check failed");
  EXPECT_DEATH(editor_.RemoveEntry(0, 3), "check failed");
  editor_.RemoveGroup(0);
  EXPECT_DEATH(editor_.RemoveGroup(0), "check failed");
  EXPECT_DEATH(editor_.RenameGroup(0, "x"), "check failed");
  EXPECT_DEATH(editor_.AddEntry(0, EntryOf("x")), "check failed");
  EXPECT_DEATH(editor_.ReplaceEntry(0, 0, EntryOf("x")), "check failed");
  EXPECT_DEATH(editor_.RemoveEntry(0, 0), "check failed");
}

TEST_F(InventoryDeathTest, EntryWithoutRecordsListIsOurOwnFault) {
  InventoryEntry entry = EntryOf("x");
  entry.records = nullptr;
  EXPECT_DEATH(editor_.AddEntry(0, entry), "check failed");
  EXPECT_DEATH(editor_.ReplaceEntry(0, 0, entry), "check failed");
}

}  // namespace
}  // namespace signpost::records
