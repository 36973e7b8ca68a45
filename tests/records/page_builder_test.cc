#include "records/page_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/node_encoder.h"

namespace signpost::records {
namespace {

constexpr size_t kPage = 5;

using Names = std::set<std::string>;

// Edits of one page; a name with an edit is in the page afterwards or not.
class Edits {
 public:
  // `is_there`: was the name in the last page?
  void Add(const std::string& text, bool is_there, bool will_be_there) {
    names_.push_back(testing::NameOf(text));
    list_.push_back({.hash = testing::HashOf(text),
                     .owner = {},
                     .records_end = will_be_there ? size_t{1} : size_t{0},
                     .had_node = is_there});
  }
  std::shared_ptr<const Page> Build(const Page* last) {
    for (size_t i = 0; i < list_.size(); ++i) list_[i].owner = names_[i].wire();
    std::sort(list_.begin(), list_.end(), [](const Edit& a, const Edit& b) {
      return std::pair(a.hash, AsText(a.owner)) < std::pair(b.hash, AsText(b.owner));
    });
    return PageBuilder(Encode).Build(last, list_);
  }

 private:
  static void Encode(const Edit& edit, std::vector<uint8_t>* out) {
    const Edit bare{.hash = edit.hash, .owner = edit.owner};
    if (edit.has_records()) EncodeNode(bare, ZoneEdits(), 60, TargetAddresses(), out);
  }

  std::vector<wire::Name> names_;
  std::vector<Edit> list_;
};

std::shared_ptr<const Page> PageOfNames(const Names& names) {
  Edits edits;
  for (const std::string& name : names) edits.Add(name, false, true);
  return edits.Build(nullptr);
}

std::shared_ptr<const Page> Changed(const Page& last, const Names& added, const Names& removed) {
  Edits edits;
  for (const std::string& name : added) edits.Add(name, false, true);
  for (const std::string& name : removed) edits.Add(name, true, false);
  return edits.Build(&last);
}

bool IsIn(const Page& page, const std::string& name) {
  const uint64_t hash = testing::HashOf(name);
  return page.ShardFor(hash)->Find(testing::NameOf(name).wire(), hash) != nullptr;
}

Names FirstOf(const std::vector<std::string>& names, size_t count) {
  return {names.begin(), names.begin() + static_cast<ptrdiff_t>(count)};
}

std::string OctetsOf(const Page& page) {
  std::string octets;
  for (const auto& shard : page.shards()) {
    octets.append(reinterpret_cast<const char*>(shard.get()), shard->size());
  }
  return octets;
}

// Nodes are in the shard that their hash leads to, ordered by hash, then owner.
void ExpectOrdered(const Page& page) {
  size_t node_count = 0;
  for (size_t shard = 0; shard < page.shards().size(); ++shard) {
    std::vector<std::pair<uint64_t, std::string>> keys;
    page.shards()[shard]->ForEachNode([&](const uint8_t* node) {
      const uint64_t hash = HeaderOf(node)->hash;
      ASSERT_EQ(ShardOf(hash, page.shard_bits()), shard);
      ASSERT_EQ(page.ShardFor(hash), page.shards()[shard].get());
      keys.emplace_back(hash, AsText({OwnerOf(node), HeaderOf(node)->owner_size}));
    });
    ASSERT_TRUE(std::is_sorted(keys.begin(), keys.end()));
    ASSERT_EQ(page.shards()[shard]->node_count(), keys.size());
    node_count += keys.size();
  }
  ASSERT_EQ(page.node_count(), node_count);
}

TEST(ShardBits, FollowsFromTheNumberOfNodesAlone) {
  const std::map<size_t, unsigned> bits = {{0, 0},   {1, 0},    {128, 0},  {255, 0},
                                           {256, 1}, {383, 1},  {384, 2},  {639, 2},
                                           {640, 3}, {1151, 3}, {1152, 4}, {100'000, 10}};
  for (const auto& [node_count, expected] : bits) EXPECT_EQ(ShardBits(node_count), expected);
}

TEST(PageBuilder, PageHoldsItsNamesAndNoOthers) {
  const auto names = testing::NamesOfPage(kPage, 900);
  const auto page = PageOfNames(FirstOf(names, 600));
  for (size_t i = 0; i < names.size(); ++i) ASSERT_EQ(IsIn(*page, names[i]), i < 600) << names[i];
  EXPECT_NO_FATAL_FAILURE(ExpectOrdered(*page));
}

TEST(PageBuilder, PageWithoutNamesIsNull) {
  const auto page = PageOfNames({"a.mesos."});
  EXPECT_EQ(Changed(*page, {}, {"a.mesos."}), nullptr);
  Edits edits;
  edits.Add("a.mesos.", false, false);
  EXPECT_EQ(edits.Build(nullptr), nullptr);
}

TEST(PageBuilder, ShardsThatNoEditTouchesAreShared) {
  const auto names = testing::NamesOfPage(kPage, 901);
  const auto page = PageOfNames(FirstOf(names, 900));
  const auto changed = Changed(*page, {names[900]}, {names[0]});
  ASSERT_EQ(page->shards().size(), 8u);
  ASSERT_EQ(changed->shards().size(), 8u);
  const size_t touched[] = {ShardOf(testing::HashOf(names[900]), 3),
                            ShardOf(testing::HashOf(names[0]), 3)};
  for (size_t shard = 0; shard < 8; ++shard) {
    const bool is_touched = shard == touched[0] || shard == touched[1];
    EXPECT_EQ(page->shards()[shard] == changed->shards()[shard], !is_touched) << shard;
  }
}

TEST(PageBuilder, NumberOfShardsChangesExactlyAtItsBorders) {
  const auto names = testing::NamesOfPage(kPage, 384);
  for (const size_t border : {256, 384}) {
    const auto below = PageOfNames(FirstOf(names, border - 1));
    const auto above = Changed(*below, {names[border - 1]}, {});
    EXPECT_EQ(above->shard_bits(), below->shard_bits() + 1);
    EXPECT_EQ(OctetsOf(*above), OctetsOf(*PageOfNames(FirstOf(names, border))));
    const auto again = Changed(*above, {}, {names[border - 1]});
    EXPECT_EQ(OctetsOf(*again), OctetsOf(*below));
  }
}

TEST(PageBuilder, NamesWithOneHashAreKeptApart) {
  const auto [first, second] = testing::NamesThatCollide(0);
  const auto both = PageOfNames({first, second});
  EXPECT_NO_FATAL_FAILURE(ExpectOrdered(*both));
  for (const auto& [kept, removed] : {std::pair(first, second), std::pair(second, first)}) {
    const auto one = Changed(*both, {}, {removed});
    EXPECT_TRUE(IsIn(*one, kept));
    EXPECT_FALSE(IsIn(*one, removed));
    EXPECT_EQ(OctetsOf(*Changed(*one, {removed}, {})), OctetsOf(*both));
  }
}

// Grows to some thousand names and shrinks again, through all numbers of shards on the way.
TEST(PageBuilder, PageIsTheSameAsOneBuiltFromNothingWhateverTheWay) {
  const auto names = testing::NamesOfPage(kPage, 3000);
  std::mt19937 random(1);
  Names there = {names[0]};
  auto page = PageOfNames(there);
  std::set<unsigned> bits;
  for (size_t step = 0; step < 120; ++step) {
    Names added;
    Names removed;
    const size_t size = 45 * (step < 60 ? step + 1 : 120 - step);
    while (there.size() + added.size() < size) {
      const std::string& name = names[random() % names.size()];
      if (!there.contains(name)) added.insert(name);
    }
    for (const std::string& name : there) {
      if (random() % there.size() < 20 || there.size() - removed.size() > size)
        removed.insert(name);
    }
    page = Changed(*page, added, removed);
    for (const std::string& name : removed) there.erase(name);
    there.merge(added);
    ASSERT_NO_FATAL_FAILURE(ExpectOrdered(*page));
    ASSERT_EQ(OctetsOf(*page), OctetsOf(*PageOfNames(there))) << "step " << step;
    bits.insert(page->shard_bits());
  }
  EXPECT_EQ(bits, (std::set<unsigned>{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace signpost::records
