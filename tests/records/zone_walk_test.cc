// A table that went through hundreds of changes must be, octet for octet, the one that the lists
// at its end give at once; and its additional data must be what a slow look through all records
// finds.

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "records/additional.h"
#include "records/name_hash.h"
#include "records/node_record.h"
#include "records/zone_editor.h"
#include "support/zone.h"
#include "wire/rdata.h"

namespace signpost::records {
namespace {

using testing::ZoneLines;
using testing::ZoneOptionsOf;

// "OWNER TYPE: records / additional entries" of each RRset, and "OWNER" of each name.
std::vector<std::string> OctetsOf(const RecordTable& table) {
  std::vector<std::string> octets;
  table.ForEachNode([&](NodeView node) {
    const std::string owner = wire::NameToText(node.owner());
    octets.push_back(owner);
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      const RrsetView rrset = node.rrset(i);
      octets.push_back(absl::StrCat(owner, " ", wire::TypeName(rrset.type), ": ",
                                    std::string(AsText(rrset.records)), " / ",
                                    std::string(AsText(rrset.additional))));
    }
  });
  return octets;
}

std::vector<NodeRecord> RecordsAt(const RecordTable& table, Bytes owner) {
  std::vector<NodeRecord> records;
  if (const NodeView node = table.Find(owner)) AppendRecords(node, &records);
  return records;
}

// The slow twin of an RRset's additional data: "INDEX address" for each.
std::vector<std::string> ExpectedAdditional(const RecordTable& table, const RrsetView& rrset) {
  std::vector<std::string> expected;
  std::vector<std::string> seen;
  for (size_t i = 0; i < rrset.record_count; ++i) {
    const size_t begin = rrset.RecordOffset(i) + 12;
    const Bytes target =
        TargetOf({rrset.type, rrset.records.subspan(begin, rrset.RecordOffset(i + 1) - begin)});
    if (target.empty() || std::ranges::count(seen, AsText(target)) > 0) continue;
    seen.emplace_back(AsText(target));
    for (const NodeRecord& record : RecordsAt(table, target)) {
      if (IsAddress(record)) {
        expected.push_back(absl::StrCat(i, " ", wire::RdataToText(record.type, record.rdata)));
      }
    }
  }
  return expected;
}

std::vector<std::string> AdditionalOf(const RrsetView& rrset) {
  std::vector<std::string> additional;
  ForEachAdditional(rrset, [&](const AdditionalEntry& entry) {
    const auto type = static_cast<wire::Type>(LoadU16(entry.record.data() + 2));
    additional.push_back(
        absl::StrCat(entry.record_index, " ", wire::RdataToText(type, entry.record.subspan(12))));
    return true;
  });
  return additional;
}

void ExpectAdditionalIsRight(const RecordTable& table) {
  table.ForEachNode([&](NodeView node) {
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      const RrsetView rrset = node.rrset(i);
      ASSERT_EQ(AdditionalOf(rrset), ExpectedAdditional(table, rrset))
          << wire::NameToText(node.owner());
    }
  });
}

// Lists of few names, so that they meet: one record of several lists, targets whose addresses come
// and go, names above others.
class RandomLists {
 public:
  explicit RandomLists(uint64_t seed) : random_(seed) {}

  size_t Below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }

  ZoneLines Next() {
    ZoneLines lines;
    for (size_t count = 1 + Below(4); count > 0; --count) lines.push_back(Line());
    return lines;
  }

 private:
  std::string Name() {
    const std::string name = absl::StrCat("n", Below(12), ".mesos.");
    return Below(3) == 0 ? absl::StrCat("a.b", Below(4), ".", name) : name;
  }

  std::string Line() {
    switch (Below(4)) {
      case 0:
        return absl::StrCat(Name(), " AAAA fd00::", Below(4));
      case 1:
        return absl::StrCat(Name(), " A 10.0.0.", Below(4));
      default:
        return absl::StrCat("_s", Below(6), "._tcp.mesos. SRV 0 1 ", Below(3), " ", Name());
    }
  }

  std::mt19937_64 random_;
};

RecordTable TableOf(const std::vector<ZoneLines>& lists) {
  ZoneEditor editor(ZoneOptionsOf());
  for (const ZoneLines& lines : lists) editor.Add(testing::SharedListOf(lines));
  return *editor.Build().table;
}

class ZoneWalk : public ::testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, ZoneWalk, ::testing::Range<uint64_t>(1, 9));

TEST_P(ZoneWalk, EndsWithTheTableThatItsListsGiveAtOnce) {
  RandomLists random(GetParam());
  ZoneEditor editor(ZoneOptionsOf());
  std::vector<ZoneLines> lists;
  for (int step = 0; step < 200; ++step) {
    for (size_t count = 1 + random.Below(3); count > 0; --count) {
      if (!lists.empty() && random.Below(5) < 2) {
        const auto gone = lists.begin() + static_cast<ptrdiff_t>(random.Below(lists.size()));
        editor.Remove(testing::SharedListOf(*gone));
        lists.erase(gone);
      } else {
        lists.push_back(random.Next());
        editor.Add(testing::SharedListOf(lists.back()));
      }
    }
    const auto table = editor.Build().table;
    ASSERT_EQ(OctetsOf(*table), OctetsOf(TableOf(lists))) << "step " << step;
    ASSERT_NO_FATAL_FAILURE(ExpectAdditionalIsRight(*table)) << "step " << step;
  }
}

TEST(ZoneEditor, BuildsALargeZoneAtOnceAsItDoesStepByStep) {
  ZoneEditor at_once(ZoneOptionsOf());
  ZoneEditor in_steps(ZoneOptionsOf());
  std::shared_ptr<const RecordTable> last;
  for (int i = 0; i < 4000; ++i) {
    const auto list = testing::SharedListOf(
        {absl::StrCat("t", i, ".mesos. A 10.0.", i / 250, ".", i % 250),
         absl::StrCat("_s", i / 7, "._tcp.mesos. SRV 0 1 80 t", i, ".mesos."),
         absl::StrCat("_s", i / 7, "._udp.mesos. SRV 0 1 80 t", i * 17 % 4000, ".mesos.")});
    at_once.Add(list);
    in_steps.Add(list);
    if (i % 500 == 499) last = in_steps.Build().table;
  }
  const auto table = at_once.Build().table;
  EXPECT_EQ(OctetsOf(*table), OctetsOf(*last));
  EXPECT_NO_FATAL_FAILURE(ExpectAdditionalIsRight(*table));
}

// Two names with one hash under `seed`: each has a label whose second word makes the hash forget
// the first one.
std::array<std::string, 2> CollidingNames(uint64_t seed) {
  std::array<std::string, 2> names;
  const std::string tail = "\x05mesos";
  const size_t size = 1 + 16 + tail.size() + 1;
  constexpr uint64_t kFirst = 0x9e3779b97f4a7c15;
  constexpr uint64_t kSecond = 0xd1b54a32d192ed03;
  size_t found = 0;
  for (int i = 0; found < names.size(); ++i) {
    std::string name = absl::StrCat("\x10", "0000000x", tail, absl::string_view("\0", 1));
    const std::string digits = absl::StrCat(i);
    std::copy(digits.begin(), digits.end(), name.begin() + 1);
    uint64_t first;
    std::memcpy(&first, name.data(), sizeof(first));
    const uint64_t forgets = internal::Fold(seed ^ (size * kFirst) ^ first, kSecond);
    std::string second(sizeof(forgets), 0);
    std::memcpy(second.data(), &forgets, sizeof(forgets));
    if (std::ranges::any_of(second, [](char c) { return c >= 'A' && c <= 'Z'; })) continue;
    names[found++] = name.insert(8, second);
  }
  return names;
}

TEST(ZoneEditor, KeepsNamesWithOneHashApart) {
  ZoneOptions options = ZoneOptionsOf();
  options.hash_seed = 99;
  const auto names = CollidingNames(options.hash_seed);
  ASSERT_EQ(HashName(AsBytes(names[0]), 99), HashName(AsBytes(names[1]), 99));
  ASSERT_NE(names[0], names[1]);

  ZoneEditor editor(options);
  auto list = std::make_shared<RecordList>();
  for (const uint8_t last : {1, 2}) {
    for (const std::string& name : names) {
      const std::array<uint8_t, 4> address = {10, 0, static_cast<uint8_t>(name[1]), last};
      list->Add(AsBytes(name), wire::Type::kA, address);
      std::string srv(6, 0);
      srv += name;
      list->Add(AsBytes("\x04_srv\x05mesos" + std::string(1, 0)), wire::Type::kSrv, AsBytes(srv));
    }
  }
  editor.Add(list);
  const auto table = editor.Build().table;
  for (const std::string& name : names) {
    const auto records = RecordsAt(*table, AsBytes(name));
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].rdata[2], static_cast<uint8_t>(name[1]));
    EXPECT_EQ(records[1].rdata[2], static_cast<uint8_t>(name[1]));
  }
  EXPECT_NO_FATAL_FAILURE(ExpectAdditionalIsRight(*table));
}

}  // namespace
}  // namespace signpost::records
