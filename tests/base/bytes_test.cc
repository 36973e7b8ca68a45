#include "base/bytes.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace signpost {
namespace {

TEST(Bytes, NumbersAreStoredInNetworkOrder) {
  std::array<uint8_t, 6> octets{};
  StoreU16(octets.data(), 0x0102);
  StoreU32(octets.data() + 2, 0xfffefdfc);
  EXPECT_EQ(octets, (std::array<uint8_t, 6>{1, 2, 0xff, 0xfe, 0xfd, 0xfc}));
}

TEST(Bytes, WhatIsStoredIsLoaded) {
  std::array<uint8_t, 4> octets{};
  for (const uint32_t value : {0u, 1u, 0x7fu, 0x80u, 0xffffu, 0x80000000u, 0xffffffffu}) {
    StoreU32(octets.data(), value);
    EXPECT_EQ(LoadU32(octets.data()), value);
    StoreU16(octets.data(), static_cast<uint16_t>(value));
    EXPECT_EQ(LoadU16(octets.data()), value & 0xffff);
  }
}

TEST(Bytes, TextIsSeenAsOctetsWithoutACopy) {
  const std::string text("a\0b\xff", 4);
  const Bytes bytes = AsBytes(text);
  EXPECT_EQ(bytes.data(), reinterpret_cast<const uint8_t*>(text.data()));
  EXPECT_EQ(bytes[3], 0xff);
  EXPECT_EQ(AsText(bytes), text);
}

TEST(Bytes, SameBytesComparesSizeAndContent) {
  EXPECT_TRUE(SameBytes(AsBytes("abc"), AsBytes("abc")));
  EXPECT_FALSE(SameBytes(AsBytes("abc"), AsBytes("abd")));
  EXPECT_FALSE(SameBytes(AsBytes("abc"), AsBytes("ab")));
  EXPECT_FALSE(SameBytes(AsBytes("ab"), AsBytes("abc")));
}

TEST(Bytes, NothingEqualsNothing) {
  EXPECT_TRUE(SameBytes({}, {}));
  EXPECT_TRUE(SameBytes({}, AsBytes("")));
  EXPECT_FALSE(SameBytes({}, AsBytes("a")));
}

}  // namespace
}  // namespace signpost
