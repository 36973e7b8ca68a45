#include "base/persistent_vector.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace signpost {
namespace {

constexpr size_t kFanOut = 32;

// A persistent vector and its slow, obvious twin.
struct Pair {
  PersistentVector<int> fast;
  std::vector<int> slow;

  void PushBack(int value) {
    fast.PushBack(value);
    slow.push_back(value);
  }
  void Set(size_t index, int value) {
    fast.Set(index, value);
    slow[index] = value;
  }
};

void ExpectSame(const Pair& pair) {
  ASSERT_EQ(pair.fast.size(), pair.slow.size());
  ASSERT_EQ(pair.fast.empty(), pair.slow.empty());
  for (size_t i = 0; i < pair.slow.size(); ++i) ASSERT_EQ(pair.fast[i], pair.slow[i]) << i;
}

TEST(PersistentVector, IsEmptyAtFirst) {
  const PersistentVector<int> vector;
  EXPECT_TRUE(vector.empty());
  EXPECT_EQ(vector.size(), 0u);
}

TEST(PersistentVector, Invariant1EveryIndexIsReachableAtEverySize) {
  Pair pair;
  const size_t three_levels = kFanOut * kFanOut + 2 * kFanOut;
  for (size_t i = 0; i < three_levels; ++i) {
    pair.PushBack(static_cast<int>(i));
    ASSERT_EQ(pair.fast.size(), i + 1);
    ASSERT_EQ(pair.fast[0], 0);
    ASSERT_EQ(pair.fast[i], static_cast<int>(i));
  }
  ASSERT_NO_FATAL_FAILURE(ExpectSame(pair));
}

TEST(PersistentVector, Invariant1HoldsWithFourLevels) {
  PersistentVector<uint32_t> vector;
  const uint32_t size = kFanOut * kFanOut * kFanOut + 1;
  for (uint32_t i = 0; i < size; ++i) vector.PushBack(i);
  for (uint32_t i = 0; i < size; ++i) ASSERT_EQ(vector[i], i);
}

TEST(PersistentVector, Invariant2CopyKeepsItsValuesWhenTheOriginalChanges) {
  PersistentVector<int> vector;
  for (int i = 0; i < 100; ++i) vector.PushBack(i);
  const PersistentVector<int> copy = vector;
  vector.Set(50, -1);
  vector.PushBack(100);
  EXPECT_EQ(copy[50], 50);
  EXPECT_EQ(copy.size(), 100u);
  EXPECT_EQ(vector[50], -1);
}

TEST(PersistentVector, Invariant2OriginalKeepsItsValuesWhenTheCopyChanges) {
  PersistentVector<int> vector;
  for (int i = 0; i < 100; ++i) vector.PushBack(i);
  PersistentVector<int> copy = vector;
  copy.Set(0, -1);
  copy.Set(99, -1);
  EXPECT_EQ(vector[0], 0);
  EXPECT_EQ(vector[99], 99);
}

TEST(PersistentVector, CopyThatGrowsByALevelLeavesTheOriginalAsItWas) {
  Pair original;
  for (int i = 0; i < static_cast<int>(kFanOut); ++i) original.PushBack(i);
  Pair copy = original;
  copy.PushBack(1000);
  original.PushBack(2000);
  ASSERT_NO_FATAL_FAILURE(ExpectSame(copy));
  ASSERT_NO_FATAL_FAILURE(ExpectSame(original));
}

TEST(PersistentVector, UnchangedElementsAreShared) {
  PersistentVector<std::string> vector;
  for (int i = 0; i < 2000; ++i) vector.PushBack(std::to_string(i));
  PersistentVector<std::string> copy = vector;
  copy.Set(1000, "changed");
  size_t own = 0;
  for (size_t i = 0; i < vector.size(); ++i) own += &vector[i] != &copy[i];
  EXPECT_EQ(own, kFanOut);  // one leaf
}

TEST(PersistentVector, WithoutCopiesElementsStayWhereTheyAre) {
  PersistentVector<int> vector;
  for (int i = 0; i < 2000; ++i) vector.PushBack(i);
  const int* const at = &vector[1000];
  vector.Set(1000, -1);
  vector.PushBack(2000);
  EXPECT_EQ(&vector[1000], at);
  EXPECT_EQ(*at, -1);
}

TEST(PersistentVector, ValueThatIsReplacedIsFreedWithTheLastVectorThatHoldsIt) {
  auto value = std::make_shared<int>(7);
  const std::weak_ptr<int> watch = value;
  PersistentVector<std::shared_ptr<int>> vector;
  vector.PushBack(std::move(value));
  {
    const PersistentVector<std::shared_ptr<int>> copy = vector;
    vector.Set(0, nullptr);
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

TEST(PersistentVector, ElementMayBeSetToAnotherElementOfItself) {
  PersistentVector<std::string> vector;
  vector.PushBack("a long text that does not fit into the string itself");
  vector.PushBack("another");
  vector.Set(1, vector[0]);
  vector.Set(0, vector[0]);
  EXPECT_EQ(vector[0], vector[1]);
}

TEST(PersistentVector, ForEachVisitsAllInOrder) {
  Pair pair;
  for (int i = 0; i < 1500; ++i) pair.PushBack(i * i);
  std::vector<int> visited;
  pair.fast.ForEach([&](int value) { visited.push_back(value); });
  EXPECT_EQ(visited, pair.slow);
}

TEST(PersistentVectorDeathTest, IndexBehindTheEndIsOurOwnFault) {
  PersistentVector<int> vector;
  EXPECT_DEATH(vector[0], "index < size_");
  vector.PushBack(1);
  EXPECT_DEATH(vector.Set(1, 1), "index < size_");
}

class Walk : public ::testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(PersistentVector, Walk, ::testing::Range(0u, 8u));

// Vectors copied from each other and changed at random agree with their twins throughout.
TEST_P(Walk, AgreesWithVectorsThatShareNothing) {
  std::mt19937 random(GetParam());
  const auto below = [&](size_t end) { return random() % end; };
  std::vector<Pair> pairs(6);
  for (int step = 0; step < 6000; ++step) {
    Pair& pair = pairs[below(pairs.size())];
    const size_t action = below(20);
    if (action == 0) {
      pair = Pair(pairs[below(pairs.size())]);
    } else if (action == 1 && below(10) == 0) {
      pair = Pair();
    } else if (action < 12 || pair.slow.empty()) {
      for (size_t i = below(6); i > 0; --i) pair.PushBack(step);
    } else {
      pair.Set(below(pair.slow.size()), step);
    }
    if (step % 500 == 0) {
      for (const Pair& each : pairs) ASSERT_NO_FATAL_FAILURE(ExpectSame(each)) << step;
    }
  }
  for (const Pair& each : pairs) ASSERT_NO_FATAL_FAILURE(ExpectSame(each));
}

}  // namespace
}  // namespace signpost
