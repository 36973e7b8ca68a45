#include "http/json_text.h"

#include <gtest/gtest.h>

namespace signpost::http {
namespace {

std::string Json(std::string_view text) {
  std::string json;
  AppendJsonString(text, &json);
  return json;
}

TEST(JsonText, PlainTextStandsBetweenQuotes) { EXPECT_EQ(Json("web.mesos."), R"("web.mesos.")"); }

TEST(JsonText, QuotesAndBackslashesAreEscaped) { EXPECT_EQ(Json(R"(a"b\c)"), R"("a\"b\\c")"); }

TEST(JsonText, ControlCharactersAreEscaped) {
  EXPECT_EQ(Json(std::string_view("\0\n\x1f\x7f", 4)), R"("\u0000\u000a\u001f\u007f")");
}

TEST(JsonText, Utf8OfAnyLengthIsKept) {
  const std::string text = "caf\u00e9 \u65e5\u672c \U0001F600 \u07ff \u0800 \uffff \U0010ffff";
  EXPECT_EQ(Json(text), "\"" + text + "\"");
}

TEST(JsonText, OctetsThatAreNotUtf8BecomeReplacementCharacters) {
  const std::string r = "\ufffd";
  EXPECT_EQ(Json("a\xff"), "\"a" + r + "\"");
  EXPECT_EQ(Json("\xc0\xaf"), "\"" + r + r + "\"") << "overlong";
  EXPECT_EQ(Json("\xe0\x80\x80"), "\"" + r + r + r + "\"") << "overlong";
  EXPECT_EQ(Json("\xf0\x8f\xbf\xbf"), "\"" + r + r + r + r + "\"") << "overlong";
  EXPECT_EQ(Json("\xed\xa0\x80"), "\"" + r + r + r + "\"") << "a surrogate";
  EXPECT_EQ(Json("\xf4\x90\x80\x80"), "\"" + r + r + r + r + "\"") << "over U+10FFFF";
  EXPECT_EQ(Json("\xe6\x97"), "\"" + r + r + "\"") << "cut short";
  EXPECT_EQ(Json("\xe6\x97x"), "\"" + r + r + "x\"") << "interrupted";
}

TEST(JsonText, AKeyStandsBeforeItsColon) {
  std::string json;
  AppendJsonKey("host", &json);
  EXPECT_EQ(json, R"("host":)");
}

}  // namespace
}  // namespace signpost::http
