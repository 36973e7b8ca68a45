#include "records/target_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Links = std::vector<TargetLink>;

std::vector<uint64_t> OwnersOf(const TargetIndex& index, uint64_t target) {
  std::vector<uint64_t> owners;
  for (const TargetLink& link : index.LinksTo(target)) owners.push_back(link.owner);
  return owners;
}

TEST(TargetIndex, TargetThatNobodyPointsAtHasNoLinks) {
  const TargetIndex index;
  EXPECT_THAT(index.LinksTo(1), IsEmpty());
}

TEST(TargetIndex, OwnersOfATargetAreFound) {
  TargetIndex index;
  index.Update({}, Links{{1, 10}, {1, 11}, {2, 10}});
  EXPECT_THAT(OwnersOf(index, 1), ElementsAre(10u, 11u));
  EXPECT_THAT(OwnersOf(index, 2), ElementsAre(10u));
  EXPECT_THAT(OwnersOf(index, 3), IsEmpty());
}

TEST(TargetIndex, OwnerThatNoLongerPointsAtItIsNotFound) {
  TargetIndex index;
  index.Update({}, Links{{1, 10}, {1, 11}, {1, 12}});
  index.Update(Links{{1, 10}, {1, 12}}, {});
  EXPECT_THAT(OwnersOf(index, 1), ElementsAre(11u));
  index.Update(Links{{1, 11}}, {});
  EXPECT_THAT(OwnersOf(index, 1), IsEmpty());
}

TEST(TargetIndex, LinkThatIsRemovedAndAddedStays) {
  TargetIndex index;
  index.Update({}, Links{{1, 10}});
  index.Update(Links{{1, 10}}, Links{{1, 10}, {1, 11}});
  EXPECT_THAT(OwnersOf(index, 1), ElementsAre(10u, 11u));
}

// Two owners may share a hash: each takes back its own link only.
TEST(TargetIndex, OwnersWithOneHashAreCounted) {
  TargetIndex index;
  index.Update({}, Links{{1, 10}, {1, 10}});
  index.Update(Links{{1, 10}}, {});
  EXPECT_THAT(OwnersOf(index, 1), ElementsAre(10u));
}

TEST(TargetIndex, HoldsTheLinksThatManyUpdatesLeave) {
  std::mt19937_64 random(1);
  TargetIndex index;
  Links all;
  for (int step = 0; step < 200; ++step) {
    Links removed, added;
    for (const TargetLink& link : all) {
      if (random() % 8 == 0) removed.push_back(link);
    }
    for (int i = 0; i < 20; ++i)
      added.push_back({(random() % 50) << 58 | random() % 2, random() % 9});
    std::ranges::sort(added);
    index.Update(removed, added);
    Links kept, next;
    std::ranges::set_difference(all, removed, std::back_inserter(kept));
    std::ranges::merge(kept, added, std::back_inserter(next));
    all = next;
    for (const TargetLink& link : all) {
      const auto count = std::ranges::count(all, link.target, &TargetLink::target);
      ASSERT_EQ(index.LinksTo(link.target).size(), static_cast<size_t>(count)) << "step " << step;
    }
  }
}

TEST(TargetIndexDeathTest, RemovingWhatIsNotThereIsOurOwnFault) {
  TargetIndex index;
  EXPECT_DEATH(index.Update(Links{{1, 10}}, {}), "check failed");
  index.Update({}, Links{{1, 10}});
  EXPECT_DEATH(index.Update(Links{{1, 11}}, {}), "check failed");
}

}  // namespace
}  // namespace signpost::records
