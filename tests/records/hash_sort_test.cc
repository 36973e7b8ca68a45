#include "records/hash_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <compare>
#include <functional>
#include <random>
#include <utility>
#include <vector>

namespace signpost::records {
namespace {

struct Item {
  uint64_t hash;
  uint32_t number;

  friend auto operator<=>(const Item&, const Item&) = default;
};

// Sizes around the borders at which the number of ranges changes, and one with the most ranges.
const std::vector<size_t> kSizes = {0,
                                    1,
                                    kItemsPerRange - 1,
                                    kItemsPerRange,
                                    2 * kItemsPerRange - 1,
                                    2 * kItemsPerRange,
                                    1000,
                                    (kItemsPerRange << kRangeBitsMax) + 1};

void ExpectSorted(std::vector<Item> items) {
  std::vector<Item> expected = items;
  std::sort(expected.begin(), expected.end());
  SortByHash(&items, std::less<>());
  EXPECT_TRUE(items == expected) << items.size();
}

TEST(SortByHash, SortsHashesThatAreSpreadEvenly) {
  std::mt19937_64 random(1);
  for (const size_t size : kSizes) {
    std::vector<Item> items(size);
    for (Item& item : items) item = {random(), static_cast<uint32_t>(random())};
    ExpectSorted(items);
  }
}

TEST(SortByHash, SortsHashesThatAreNot) {
  std::mt19937_64 random(2);
  for (const uint64_t mask : {uint64_t{0}, uint64_t{3}, uint64_t{3} << 62, ~uint64_t{0} >> 40}) {
    std::vector<Item> items(3000);
    for (Item& item : items) item = {random() & mask, static_cast<uint32_t>(random())};
    ExpectSorted(items);
  }
}

TEST(SortByHash, KeepsTheLeastAndTheGreatestHashAtTheEnds) {
  std::vector<Item> items(500, {uint64_t{1} << 63, 0});
  items[100].hash = ~uint64_t{0};
  items[200].hash = 0;
  SortByHash(&items, std::less<>());
  EXPECT_EQ(items.front().hash, 0u);
  EXPECT_EQ(items.back().hash, ~uint64_t{0});
}

TEST(SortByHash, OrdersItemsOfOneHashAsItIsTold) {
  std::vector<Item> items;
  items.reserve(1000);
  for (uint32_t number = 0; number < 1000; ++number) items.push_back({number % 7, number});
  SortByHash(&items, [](const Item& a, const Item& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.number > b.number;
  });
  for (size_t i = 1; i < items.size(); ++i) {
    ASSERT_TRUE(items[i].hash != items[i - 1].hash || items[i].number < items[i - 1].number) << i;
  }
}

}  // namespace
}  // namespace signpost::records
