#include "base/check.h"

#include <gtest/gtest.h>

namespace signpost {
namespace {

TEST(Check, TrueConditionIsPassedAndEvaluatedOnce) {
  int evaluations = 0;
  SIGNPOST_CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(Check, IsOneStatement) {
  bool is_reached = false;
  if (is_reached)
    SIGNPOST_CHECK(false);
  else
    is_reached = true;
  EXPECT_TRUE(is_reached);
}

TEST(CheckDeathTest, FalseConditionEndsTheProcessWithItsTextAndPlace) {
  const int count = 3;
  EXPECT_DEATH(SIGNPOST_CHECK(count < 2),
               "signpost: .*check_test\\.cc:[0-9]+: check failed: count < 2");
}

}  // namespace
}  // namespace signpost
