#include "mesos/json_repair.h"

#include <gtest/gtest.h>

namespace signpost::mesos {
namespace {

TEST(LoneSurrogates, AreReplaced) {
  EXPECT_EQ(ReplaceLoneSurrogates(R"("\uD800")"), R"("\uFFFD")");
  EXPECT_EQ(ReplaceLoneSurrogates(R"("\udfff\uD800x")"), R"("\uFFFD\uFFFDx")");
  EXPECT_EQ(ReplaceLoneSurrogates(R"("\uD83D\u0041")"), R"("\uFFFD\u0041")");
}

TEST(LoneSurrogates, LeaveAllElseAsItIs) {
  for (const char* json : {R"("\uD83D\uDE80")", R"("\\uD800")", R"("\\\\uD800 \u00e9")", "\"\\",
                           "\"\\u", "\"\\uD8", R"(\uZZZZ)", ""}) {
    EXPECT_EQ(ReplaceLoneSurrogates(json), json);
  }
}

TEST(HugeNumbers, AreReplaced) {
  EXPECT_EQ(ReplaceHugeNumbers("[1e400,-1E+400]"), "[1e99,-1e99]");
  EXPECT_EQ(ReplaceHugeNumbers("1" + std::string(400, '0')), "1e99");
  EXPECT_EQ(ReplaceHugeNumbers("1" + std::string(400, '0') + "e-500"), "1e99");
}

TEST(HugeNumbers, LeaveAllElseAsItIs) {
  for (const char* json : {"[1, -2.5e10, 1e-400, 0]", R"({"1e400": "-1e400 \" 1e500"})", "true",
                           "\"1e400", "\"\\", "e", ""}) {
    EXPECT_EQ(ReplaceHugeNumbers(json), json);
  }
}

}  // namespace
}  // namespace signpost::mesos
