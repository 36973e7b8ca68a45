#include "poller/serial_keeper.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/test_folder.h"

namespace signpost::poller {
namespace {

class SerialKeeperTest : public ::testing::Test {
 protected:
  std::string folder() const { return std::filesystem::path(folder_.Path("x")).parent_path(); }

  testing::TestFolder folder_;
};

TEST_F(SerialKeeperTest, ReadsASerialThatNoneThatWasKeptExceeds) {
  SerialKeeper keeper(folder());
  EXPECT_EQ(SerialKeeper(folder()).Read(), 0U);
  for (const uint32_t serial : {1000U, 1001U, 1050U, 5000U, 5061U}) {
    keeper.Keep(serial);
    const uint32_t read = SerialKeeper(folder()).Read();
    EXPECT_GE(read, serial);
    EXPECT_LE(read, serial + kSerialsAhead);
  }
}

TEST_F(SerialKeeperTest, GoesOnBehindTheHighestNumber) {
  SerialKeeper keeper(folder());
  keeper.Keep(0xffffffffU - 5);
  keeper.Keep(100);  // after 2^32 - 1, in the arithmetic of RFC 1982
  EXPECT_EQ(SerialKeeper(folder()).Read(), 100 + kSerialsAhead);
}

TEST_F(SerialKeeperTest, KeepsNothingWithoutAFolder) {
  SerialKeeper keeper("");
  keeper.Keep(7);
  EXPECT_EQ(keeper.Read(), 0U);
}

TEST_F(SerialKeeperTest, TakesAFileWithSomethingElseForNone) {
  for (const char* const text : {"", "12", "abc\n", "99999999999999999\n", "-5\n"}) {
    std::ofstream(folder() + "/last-serial") << text;
    EXPECT_EQ(SerialKeeper(folder()).Read(), 0U) << text;
  }
}

TEST_F(SerialKeeperTest, GoesOnWhereNothingCanBeWritten) {
  SerialKeeper keeper("/nowhere/at/all");
  keeper.Keep(7);
  EXPECT_EQ(keeper.Read(), 0U);
}

}  // namespace
}  // namespace signpost::poller
