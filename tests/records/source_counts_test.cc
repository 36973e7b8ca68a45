#include "records/source_counts.h"

#include <gtest/gtest.h>

#include <array>

#include "records/chosen_names.h"

namespace signpost::records {
namespace {

using wire::Type;

constexpr std::array<uint8_t, 4> kAddress = {10, 0, 0, 1};
const wire::Name kOwner = testing::NameOf("a.mesos.");
const NodeRecord kRecord = {Type::kA, kAddress};

TEST(SourceCounts, RecordHasOneSourceUnlessToldOtherwise) {
  SourceCounts counts;
  EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 1u);
  counts.Set(testing::NameOf("b.mesos.").wire(), kRecord, 2);
  EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 1u);
}

TEST(SourceCounts, CountIsKeptUntilItIsSetAnew) {
  SourceCounts counts;
  counts.Set(kOwner.wire(), kRecord, 2);
  EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 2u);
  counts.Set(kOwner.wire(), kRecord, 100'000);
  EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 100'000u);
}

TEST(SourceCounts, OneAndNoneAreForgotten) {
  for (const uint32_t count : {1u, 0u}) {
    SourceCounts counts;
    counts.Set(kOwner.wire(), kRecord, count);
    EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 1u);
    counts.Set(kOwner.wire(), kRecord, 3);
    counts.Set(kOwner.wire(), kRecord, count);
    EXPECT_EQ(counts.Count(kOwner.wire(), kRecord), 1u);
  }
}

TEST(SourceCounts, OwnerTypeAndRdataTellRecordsApart) {
  constexpr std::array<uint8_t, 4> other_address = {10, 0, 0, 2};
  SourceCounts counts;
  counts.Set(kOwner.wire(), kRecord, 5);
  EXPECT_EQ(counts.Count(testing::NameOf("mesos.").wire(), kRecord), 1u);
  EXPECT_EQ(counts.Count(kOwner.wire(), {Type::kTxt, kAddress}), 1u);
  EXPECT_EQ(counts.Count(kOwner.wire(), {static_cast<Type>(0x0101), kAddress}), 1u);
  EXPECT_EQ(counts.Count(kOwner.wire(), {Type::kA, other_address}), 1u);
  EXPECT_EQ(counts.Count(kOwner.wire(), {Type::kA, Bytes(kAddress).first(3)}), 1u);
}

}  // namespace
}  // namespace signpost::records
