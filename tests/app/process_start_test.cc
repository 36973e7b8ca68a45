#include "app/process_start.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace signpost::app {
namespace {

TEST(ProcessStart, IsTheTwentySecondFieldWhateverTheProgramIsCalled) {
  EXPECT_EQ(ProcessStartIn("7 (a b) c) S 1 7 7 0 -1 4 0 0 0 0 1 2 3 4 20 0 5 0 1166094 100 2\n"),
            1166094U);
}

TEST(ProcessStart, OfWhatIsNoSuchTextIsNothing) {
  for (const char* text :
       {"", "7 (a", "7 (a) ", "7 (a) S 1 7", "7 (a) S 1 7 7 0 -1 4 0 0 0 0 1 2 3 4 20 0 5 0 x"}) {
    EXPECT_FALSE(ProcessStartIn(text).has_value()) << text;
  }
}

TEST(ProcessStart, OfThisProcessIsKnownAndOfNoneIsNot) {
  EXPECT_GT(ProcessStart(getpid()).value_or(0), 0U);
  EXPECT_FALSE(ProcessStart(-1).has_value());
}

}  // namespace
}  // namespace signpost::app
