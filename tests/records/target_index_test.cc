#include "records/target_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(TargetIndex, TargetThatNobodyPointsAtHasNoOwners) {
  const TargetIndex index;
  EXPECT_THAT(index.OwnersOf(1), IsEmpty());
}

TEST(TargetIndex, OwnersOfATargetAreFound) {
  TargetIndex index;
  index.Add(1, 10);
  index.Add(1, 11);
  index.Add(2, 10);
  EXPECT_THAT(index.OwnersOf(1), UnorderedElementsAre(10u, 11u));
  EXPECT_THAT(index.OwnersOf(2), ElementsAre(10u));
}

TEST(TargetIndex, OwnerThatNoLongerPointsAtItIsNotFound) {
  TargetIndex index;
  for (uint64_t owner = 10; owner < 20; ++owner) index.Add(1, owner);
  for (uint64_t owner = 10; owner < 18; ++owner) index.Remove(1, owner);
  EXPECT_THAT(index.OwnersOf(1), UnorderedElementsAre(18u, 19u));
  index.Remove(1, 19);
  index.Remove(1, 18);
  EXPECT_THAT(index.OwnersOf(1), IsEmpty());
}

// Two owners may share a hash: each takes back its own entry only.
TEST(TargetIndex, OwnersWithOneHashAreCounted) {
  TargetIndex index;
  index.Add(1, 10);
  index.Add(1, 10);
  index.Remove(1, 10);
  EXPECT_THAT(index.OwnersOf(1), ElementsAre(10u));
}

TEST(TargetIndexDeathTest, RemovingWhatIsNotThereIsOurOwnFault) {
  TargetIndex index;
  EXPECT_DEATH(index.Remove(1, 10), "check failed");
  index.Add(1, 10);
  EXPECT_DEATH(index.Remove(1, 11), "check failed");
}

}  // namespace
}  // namespace signpost::records
