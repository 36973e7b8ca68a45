#include "wire/types.h"

#include <gtest/gtest.h>

namespace signpost::wire {
namespace {

TEST(Types, KnownTypeHasItsName) {
  EXPECT_EQ(TypeName(Type::kA), "A");
  EXPECT_EQ(TypeName(Type::kSrv), "SRV");
  EXPECT_EQ(TypeName(Type::kAny), "ANY");
}

TEST(Types, UnknownTypeIsWrittenAsNumber) {
  EXPECT_EQ(TypeName(static_cast<Type>(0)), "TYPE0");
  EXPECT_EQ(TypeName(static_cast<Type>(65535)), "TYPE65535");
}

TEST(Types, NameIsReadWithoutRegardToCase) {
  EXPECT_EQ(TypeFromName("aaaa"), Type::kAaaa);
  EXPECT_EQ(TypeFromName("Soa"), Type::kSoa);
  EXPECT_EQ(TypeFromName("type28"), Type::kAaaa);
}

TEST(Types, EveryNumberSurvivesTheWayToTextAndBack) {
  for (uint32_t number = 0; number <= 65535; ++number) {
    const auto type = static_cast<Type>(number);
    ASSERT_EQ(TypeFromName(TypeName(type)), type) << number;
  }
}

TEST(Types, OtherTextIsNoType) {
  for (const char* text :
       {"", "TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE 1", "AA", "TYP", "A "}) {
    EXPECT_EQ(TypeFromName(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace signpost::wire
