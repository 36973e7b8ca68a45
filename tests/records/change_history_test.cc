#include "records/change_history.h"

#include <gtest/gtest.h>

#include <vector>

namespace signpost::records {
namespace {

SharedZoneChange ChangeOf(uint32_t serial, size_t octets = 0) {
  auto change = std::make_shared<ZoneChange>();
  change->serial = serial;
  constexpr size_t kRecordSize = 1000;
  constexpr uint8_t kOwner[] = {1, 'a', 0};
  for (size_t size = 0; size < octets; size += kRecordSize) {
    change->records.listed_added.Add(kOwner, wire::Type::kTxt, std::vector<uint8_t>(kRecordSize));
  }
  return change;
}

TEST(ChangeHistory, IsEmptyAtFirst) {
  EXPECT_EQ(ChangeHistory().begin(), 0u);
  EXPECT_EQ(ChangeHistory().end(), 0u);
}

TEST(ChangeHistory, KeepsChangesInTheirOrder) {
  ChangeHistory history;
  history.Add(ChangeOf(5));
  history.Add(ChangeOf(7));
  EXPECT_EQ(history[0].serial, 5u);
  EXPECT_EQ(history[1].serial, 7u);
}

TEST(ChangeHistory, ForgetsTheOldestBeyondItsNumber) {
  ChangeHistory history;
  for (uint32_t serial = 0; serial < kMaxKeptChanges + 10; ++serial) history.Add(ChangeOf(serial));
  EXPECT_EQ(history.begin(), 10u);
  EXPECT_EQ(history.end() - history.begin(), kMaxKeptChanges);
  for (uint64_t number = history.begin(); number < history.end(); ++number) {
    EXPECT_EQ(history[number].serial, number);
  }
}

TEST(ChangeHistory, ForgetsTheOldestBeyondItsOctets) {
  ChangeHistory history;
  for (uint32_t serial = 0; serial < 5; ++serial) {
    history.Add(ChangeOf(serial, kMaxKeptChangeOctets / 4));
  }
  EXPECT_EQ(history.begin(), 2u);
  EXPECT_EQ(history.end(), 5u);
}

TEST(ChangeHistory, KeepsTheNewestHoweverLarge) {
  ChangeHistory history;
  history.Add(ChangeOf(1));
  history.Add(ChangeOf(2, 2 * kMaxKeptChangeOctets));
  EXPECT_EQ(history.begin(), 1u);
  EXPECT_EQ(history[1].serial, 2u);
}

TEST(ChangeHistory, ACopyStaysAsItWas) {
  ChangeHistory history;
  history.Add(ChangeOf(1));
  const ChangeHistory copy = history;
  for (uint32_t serial = 2; serial < kMaxKeptChanges + 10; ++serial) history.Add(ChangeOf(serial));
  EXPECT_EQ(copy.end(), 1u);
  EXPECT_EQ(copy[0].serial, 1u);
}

}  // namespace
}  // namespace signpost::records
