// What successive tables share, and that they are the same as tables built from nothing: with names
// enough that pages have several shards.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/shard.h"
#include "records/zone_editor.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using testing::SharedListOf;

constexpr size_t kBigPage = 9;

std::vector<std::string> NamesOfBigPage() {
  static const auto names = testing::NamesOfPage(kBigPage, 2000);
  return names;
}

SharedRecordList ListFor(const std::string& name) { return SharedListOf({name + " A 10.0.0.1"}); }

// The shard of `name`, null if there is none.
const Shard* ShardFor(const RecordTable& table, const std::string& name) {
  const uint64_t hash = testing::HashOf(name);
  const Page* page = table.pages()[PageOf(hash)].get();
  return page == nullptr ? nullptr : page->ShardFor(hash);
}

ZoneUpdate BuildWith(ZoneEditor* editor, const std::vector<std::string>& names) {
  for (const std::string& name : names) editor->Add(ListFor(name));
  return editor->Build();
}

TEST(SharedShards, PagesAndShardsThatNoNameTouchesAreShared) {
  ZoneEditor editor(testing::ZoneOptionsOf());
  std::vector<std::string> names = NamesOfBigPage();
  for (size_t page = 10; page < 20; ++page) names.push_back(testing::NamesOfPage(page, 1).front());
  const auto before = BuildWith(&editor, names).table;
  editor.Remove(ListFor(names[7]));
  editor.Add(SharedListOf({names[7] + " A 10.0.0.2"}));
  const auto after = editor.Build().table;
  for (size_t page = 0; page < RecordTable::kPageCount; ++page) {
    EXPECT_EQ(after->pages()[page] == before->pages()[page], page != kBigPage) << page;
  }
  const Shard* const touched = ShardFor(*before, names[7]);
  for (const std::string& name : names) {
    const bool is_shared = ShardFor(*after, name) == ShardFor(*before, name);
    EXPECT_EQ(is_shared, ShardFor(*before, name) != touched) << name;
  }
}

TEST(SharedShards, NodeOfASharedShardStandsAtTheSamePlace) {
  ZoneEditor editor(testing::ZoneOptionsOf());
  const auto names = NamesOfBigPage();
  const auto before = BuildWith(&editor, names).table;
  editor.Remove(ListFor(names[0]));
  const auto after = editor.Build().table;
  const auto other = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    return ShardFor(*before, name) != ShardFor(*before, names[0]);
  });
  const wire::Name name = testing::NameOf(*other);
  EXPECT_EQ(before->Find(name.wire()).owner().data(), after->Find(name.wire()).owner().data());
}

TEST(SharedShards, ShardLivesAsLongAsATableHoldsIt) {
  ZoneEditor editor(testing::ZoneOptionsOf());
  auto before = BuildWith(&editor, NamesOfBigPage()).table;
  const std::weak_ptr<const Shard> shard = before->pages()[kBigPage]->shards()[0];
  for (const std::string& name : NamesOfBigPage()) editor.Remove(ListFor(name));
  const auto after = editor.Build().table;
  EXPECT_EQ(after->pages()[kBigPage], nullptr);
  EXPECT_FALSE(shard.expired());
  before = nullptr;
  EXPECT_TRUE(shard.expired());
}

// The seed is part of the place of everything, so that nobody outside knows it.
TEST(SharedShards, AnotherSeedGivesOtherOctetsAndTheSameRecords) {
  ZoneOptions options = testing::ZoneOptionsOf();
  ZoneEditor editor(options);
  options.hash_seed = 0xbad5eed;
  ZoneEditor other(options);
  const auto names = NamesOfBigPage();
  const auto table = BuildWith(&editor, names).table;
  const auto other_table = BuildWith(&other, names).table;
  EXPECT_NE(testing::OctetsOf(*table), testing::OctetsOf(*other_table));
  EXPECT_EQ(testing::LinesOf(*table), testing::LinesOf(*other_table));
}

// Through all numbers of shards up to 16, and back.
TEST(SharedShards, TableIsTheSameWhateverTheSizesBefore) {
  std::mt19937 random(3);
  ZoneEditor editor(testing::ZoneOptionsOf());
  auto names = NamesOfBigPage();
  std::vector<std::string> there;
  for (const size_t size : {100, 300, 255, 256, 700, 2000, 1200, 383, 384, 1, 0, 640, 639}) {
    std::shuffle(names.begin(), names.end(), random);
    for (const std::string& name : there) editor.Remove(ListFor(name));
    there.assign(names.begin(), names.begin() + static_cast<ptrdiff_t>(size));
    const auto table = BuildWith(&editor, there).table;
    ZoneEditor fresh(testing::ZoneOptionsOf());
    std::vector<std::string> sorted = there;
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(testing::OctetsOf(*table), testing::OctetsOf(*BuildWith(&fresh, sorted).table))
        << size;
  }
}

}  // namespace
}  // namespace signpost::records
