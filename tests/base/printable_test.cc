#include "base/printable.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace signpost::log {
namespace {

TEST(Printable, TextWithoutControlsStaysAsItIs) {
  const std::string text = "web.marathon ~ \xc2\xa0 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa7";
  EXPECT_EQ(Printable(text), text);
  EXPECT_EQ(Printable(""), "");
}

TEST(Printable, ControlsQuotesAndBackslashesAreWrittenInHex) {
  EXPECT_EQ(Printable(std::string_view("a\0b\n\r\x1b[0m\x1f\x7f\"\\", 13)),
            R"(a\x00b\x0a\x0d\x1b[0m\x1f\x7f\x22\x5c)");
}

TEST(Printable, C1ControlsAreWrittenInHex) {
  EXPECT_EQ(Printable("\xc2\x80 \xc2\x9b \xc2\x9f"), R"(\xc2\x80 \xc2\x9b \xc2\x9f)");
}

TEST(Printable, OctetsThatAreNoUtf8AreWrittenInHex) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\x80", R"(\x80)"},                          // a tail without its lead
      {"\xc3", R"(\xc3)"},                          // a lead without its tail
      {"\xc3z", R"(\xc3z)"},                        // the octet after it stays
      {"\xe2\x82", R"(\xe2\x82)"},                  // cut
      {"\xc0\xaf", R"(\xc0\xaf)"},                  // RFC 3629 §3: not the shortest form
      {"\xe0\x9f\xbf", R"(\xe0\x9f\xbf)"},          // nor this
      {"\xf0\x8f\xbf\xbf", R"(\xf0\x8f\xbf\xbf)"},  // nor this
      {"\xed\xa0\x80", R"(\xed\xa0\x80)"},          // a surrogate
      {"\xf4\x90\x80\x80", R"(\xf4\x90\x80\x80)"},  // above U+10FFFF
      {"\xf5\x80\x80\x80", R"(\xf5\x80\x80\x80)"},
      {"\xff\xfe", R"(\xff\xfe)"},
  };
  for (const auto& [text, printable] : cases) EXPECT_EQ(Printable(text), printable);
}

TEST(Printable, ResultIsPrintableWhateverTheOctets) {
  std::string text;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      text.assign({static_cast<char>(first), static_cast<char>(second)});
      const std::string once = Printable(text);
      for (const char octet : once) ASSERT_TRUE(octet < 0 || (octet >= 0x20 && octet != 0x7f));
      std::string without_escapes = once;
      std::erase(without_escapes, '\\');
      ASSERT_EQ(Printable(without_escapes), without_escapes);
    }
  }
}

TEST(Printable, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(Printable("abcdef", 6), "abcdef");
  EXPECT_EQ(Printable("abcdefg", 6), "abcdef...");
  EXPECT_EQ(Printable("abcde\n", 6), "abcde...");        // no half of \x0a
  EXPECT_EQ(Printable("abcde\xc3\xa9", 6), "abcde...");  // no half of a letter
  EXPECT_EQ(Printable("abcd\xc3\xa9", 6), "abcd\xc3\xa9");
  EXPECT_EQ(Printable("a", 0), "...");
  EXPECT_EQ(Printable(std::string(201, 'a')), std::string(200, 'a') + "...");
}

TEST(OneLine, EscapesWhatWouldEndOrSteerALineAndLeavesTheRest) {
  EXPECT_EQ(OneLine("a\nb\r\x1b[0m \xff \"quoted\" \\x0a \xc3\xa9"),
            "a\\x0ab\\x0d\\x1b[0m \\xff \"quoted\" \\x0a \xc3\xa9");
}

}  // namespace
}  // namespace signpost::log
