#include "mesos/utf8.h"

#include <gtest/gtest.h>

namespace signpost::mesos {
namespace {

constexpr char kReplaced[] = "\uFFFD";

TEST(ValidUtf8, IsLeftAsItIs) {
  for (const char* text : {"", "web", "\u00e9", "\u65e5\u672c\u8a9e", "\U0001F680", "\u07ff\u0800",
                           "\ud7ff\ue000", "\U0010FFFF"}) {
    EXPECT_EQ(ToValidUtf8(text), text);
  }
}

TEST(InvalidUtf8, IsReplacedOctetByOctet) {
  EXPECT_EQ(ToValidUtf8("a\xffz"), std::string("a") + kReplaced + "z");
  EXPECT_EQ(ToValidUtf8("\xc0\xaf"), std::string(kReplaced) + kReplaced);  // overlong
  EXPECT_EQ(ToValidUtf8("\xe2\x82"), std::string(kReplaced) + kReplaced);  // cut off
  EXPECT_EQ(ToValidUtf8("\xe2\x82z"), std::string(kReplaced) + kReplaced + "z");
  EXPECT_EQ(ToValidUtf8("\x80"), kReplaced);
}

TEST(InvalidUtf8, HoldsSurrogatesAndWhatIsBeyondUnicode) {
  EXPECT_EQ(ToValidUtf8("\xed\xa0\x80").size(), 9U);       // U+D800
  EXPECT_EQ(ToValidUtf8("\xf4\x90\x80\x80").size(), 12U);  // U+110000
}

}  // namespace
}  // namespace signpost::mesos
