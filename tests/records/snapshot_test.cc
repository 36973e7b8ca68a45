#include "records/snapshot.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using Octets = std::vector<uint8_t>;
using Seconds = std::chrono::seconds;

constexpr uint32_t kDay = 86400;

std::chrono::system_clock::time_point At(int64_t unix_time) {
  return std::chrono::system_clock::time_point(Seconds(unix_time));
}

// In the arithmetic of RFC 1982 §3.2.
bool IsHigher(uint32_t a, uint32_t b) { return a != b && a - b < uint32_t{1} << 31; }

wire::Soa SmallSoa() {
  return {.mname = testing::NameOf("n.m."),
          .rname = testing::NameOf("r.m."),
          .serial = 0x01020304,
          .refresh = 5,
          .retry = 6,
          .expire = 7,
          .minimum = 30};
}

std::shared_ptr<const Snapshot> SnapshotWith(uint32_t ttl, const wire::Soa& soa) {
  return MakeSnapshot(testing::NameOf("m."), soa, ttl, nullptr, {});
}

uint32_t TtlOf(const Octets& record) { return LoadU32(record.data() + 6); }

TEST(Snapshot, SoaRecordIsWrittenAsRfc1035Says) {
  const Octets expected = {
      0xc0, 0x0c,                                  // owner: the question's
      0,    6,    0, 1,                            // SOA IN
      0,    0,    0, 20,                           // TTL
      0,    30,                                    // size of the rdata
      1,    'n',  1, 'm', 0,                       // mname
      1,    'r',  1, 'm', 0,                       // rname
      1,    2,    3, 4,                            // serial
      0,    0,    0, 5,   0, 0, 0, 6, 0, 0, 0, 7,  // refresh, retry, expire
      0,    0,    0, 30                            // minimum
  };
  const auto snapshot = SnapshotWith(20, SmallSoa());
  EXPECT_EQ(snapshot->soa_answer, expected);
  EXPECT_EQ(snapshot->soa_negative, expected);
}

// RFC 2308 §3.
TEST(Snapshot, TtlOfNegativeAnswersIsTheSmallerOfTtlAndMinimum) {
  EXPECT_EQ(TtlOf(SnapshotWith(60, SmallSoa())->soa_answer), 60u);
  EXPECT_EQ(TtlOf(SnapshotWith(60, SmallSoa())->soa_negative), 30u);
  EXPECT_EQ(TtlOf(SnapshotWith(30, SmallSoa())->soa_negative), 30u);
  EXPECT_EQ(TtlOf(SnapshotWith(0, SmallSoa())->soa_negative), 0u);
}

TEST(Snapshot, SoaRecordsDifferInTheirTtlAlone) {
  const auto snapshot = SnapshotWith(60, SmallSoa());
  Octets negative = snapshot->soa_negative;
  StoreU32(negative.data() + 6, 60);
  EXPECT_EQ(negative, snapshot->soa_answer);
}

TEST(Snapshot, ApexIsCanonicalWhateverTheSpelling) {
  const auto snapshot = MakeSnapshot(*wire::Name::FromText("MeSoS."), SmallSoa(), 60, nullptr, {});
  EXPECT_EQ(snapshot->apex.ToText(), "mesos.");
}

TEST(Snapshot, HoldsWhatItIsGiven) {
  const auto table = testing::SnapshotOf({"a.mesos. A 10.0.0.1"})->table;
  InventoryEditor editor;
  editor.AddGroup("marathon");
  editor.AddEntry(0, {.name = "web", .id = "web.1", .records = testing::SharedListOf({})});
  const auto before = std::chrono::system_clock::now();
  const auto snapshot =
      MakeSnapshot(testing::NameOf("mesos."), SmallSoa(), 60, table, editor.inventory());
  EXPECT_EQ(snapshot->table, table);
  EXPECT_EQ(snapshot->soa.serial, 0x01020304u);
  EXPECT_EQ(snapshot->inventory.entry_count, 1u);
  EXPECT_GE(snapshot->built_at, before);
  EXPECT_LE(snapshot->built_at, std::chrono::system_clock::now());
}

TEST(Snapshot, HasNoTableBeforeTheFirstState) {
  EXPECT_EQ(SnapshotWith(60, SmallSoa())->table, nullptr);
}

TEST(NextSerial, FirstOneIsTheClocks) {
  EXPECT_EQ(NextSerial(0, At(1'700'000'000)), 1'700'000'000u);
}

TEST(NextSerial, ClockThatIsAheadIsFollowed) {
  EXPECT_EQ(NextSerial(1'700'000'000, At(1'700'000'000 + kDay)), 1'700'000'000u + kDay);
  EXPECT_EQ(NextSerial(1'700'000'000, At(1'700'000'001)), 1'700'000'001u);
}

TEST(NextSerial, SerialGoesOnByOneWhenTheClockDoesNot) {
  EXPECT_EQ(NextSerial(1'700'000'000, At(1'700'000'000)), 1'700'000'001u);
  EXPECT_EQ(NextSerial(1'700'000'000, At(1'700'000'000 - kDay)), 1'700'000'001u);
  EXPECT_EQ(NextSerial(1'700'000'000, At(0)), 1'700'000'001u);
}

TEST(NextSerial, PartsOfASecondAreLeftOut) {
  EXPECT_EQ(NextSerial(0, At(1'700'000'000) + std::chrono::milliseconds(999)), 1'700'000'000u);
}

TEST(NextSerial, SerialIsNeverZero) {
  EXPECT_EQ(NextSerial(0, At(0)), 1u);
  EXPECT_EQ(NextSerial(0xffffffff, At(0xffffffff)), 1u);
  EXPECT_EQ(NextSerial(0xfffffff0, At(int64_t{1} << 32)), 0xfffffff1u);
}

// From 2106-02-07 on.
TEST(NextSerial, ClockBeyond32BitsGoesRound) {
  EXPECT_EQ(NextSerial(0xfffffff0, At((int64_t{1} << 32) + 5)), 5u);
}

TEST(NextSerial, IsHigherThanTheLastOneWhateverTheClock) {
  const std::vector<uint32_t> values = {0,          1,          2,          1'700'000'000,
                                        0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001,
                                        0x80000002, 0xfffffffe, 0xffffffff};
  for (const uint32_t last : values) {
    if (last == 0) continue;
    for (const uint32_t now : values) {
      EXPECT_TRUE(IsHigher(NextSerial(last, At(now)), last)) << last << " " << now;
    }
  }
}

}  // namespace
}  // namespace signpost::records
