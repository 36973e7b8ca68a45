#include "records/record_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using wire::Type;

std::vector<std::string> TextsOf(const RecordList& list) {
  std::vector<std::string> texts;
  for (const RecordView record : list) {
    texts.push_back(wire::NameToText(record.owner) + " " + wire::TypeName(record.type) + " " +
                    std::to_string(record.rdata.size()));
  }
  return texts;
}

TEST(RecordList, IsEmptyAtFirst) {
  const RecordList list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.size(), 0u);
  EXPECT_TRUE(list.begin() == list.end());
}

TEST(RecordList, KeepsRecordsInTheOrderOfTheirArrival) {
  const RecordList list = testing::ListOf({"b.mesos. A 10.0.0.2", "a.mesos. AAAA fd00::1",
                                           "b.mesos. SRV 0 1 80 a.mesos.", "b.mesos. A 10.0.0.2"});
  EXPECT_EQ(list.size(), 4u);
  EXPECT_FALSE(list.empty());
  EXPECT_THAT(TextsOf(list),
              ElementsAre("b.mesos. A 4", "a.mesos. AAAA 16", "b.mesos. SRV 15", "b.mesos. A 4"));
}

TEST(RecordList, KeepsOctetsAsTheyAre) {
  const std::string rdata("\0\xff\x01", 3);
  RecordList list;
  list.Add(testing::NameOf("a.mesos.").wire(), static_cast<Type>(65280), AsBytes(rdata));
  const RecordView record = *list.begin();
  EXPECT_EQ(static_cast<uint16_t>(record.type), 65280);
  EXPECT_EQ(AsText(record.rdata), rdata);
  EXPECT_TRUE(SameBytes(record.owner, testing::NameOf("a.mesos.").wire()));
}

TEST(RecordList, HoldsTheLongestOwnerAndTheLongestRdata) {
  const std::string label = std::string(63, 'a') + ".";
  const wire::Name longest = testing::NameOf(label + label + label + std::string(61, 'b') + ".");
  ASSERT_EQ(longest.size(), wire::kNameSizeMax);
  const std::string rdata(wire::kMessageSizeMax, 'r');
  RecordList list;
  list.Add(longest.wire(), Type::kTxt, AsBytes(rdata));
  list.Add(wire::Name().wire(), Type::kTxt, {});
  auto at = list.begin();
  EXPECT_TRUE(SameBytes((*at).owner, longest.wire()));
  EXPECT_EQ(AsText((*at).rdata), rdata);
  ++at;
  EXPECT_EQ((*at).owner.size(), 1u);
  EXPECT_TRUE((*at).rdata.empty());
  ++at;
  EXPECT_TRUE(at == list.end());
}

TEST(RecordList, IsEqualToOneWithTheSameRecordsInTheSameOrder) {
  const RecordList list = testing::ListOf({"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.1"});
  RecordList copy = list;
  copy.ShrinkToFit();
  EXPECT_EQ(copy, list);
  EXPECT_FALSE(list == testing::ListOf({"b.mesos. A 10.0.0.1", "a.mesos. A 10.0.0.1"}));
  EXPECT_FALSE(list == testing::ListOf({"a.mesos. A 10.0.0.1"}));
}

TEST(RecordListDeathTest, RecordThatDnsCannotHoldIsOurOwnFault) {
  RecordList list;
  const std::string octets(wire::kMessageSizeMax + 1, 'r');
  const Bytes owner = AsBytes(octets).first(256);
  EXPECT_DEATH(list.Add({}, Type::kA, {}), "owner.empty");
  EXPECT_DEATH(list.Add(owner, Type::kA, {}), "kNameSizeMax");
  EXPECT_DEATH(list.Add(owner.first(1), Type::kA, AsBytes(octets)), "kMessageSizeMax");
}

}  // namespace
}  // namespace signpost::records
