#include "mesos/json_repair.h"

#include <gtest/gtest.h>

namespace signpost::mesos {
namespace {

std::string RepairedInPieces(std::string_view json, size_t piece_size) {
  std::string repaired;
  const auto append = [&](std::string_view piece) { repaired.append(piece); };
  SurrogateRepair repair;
  for (size_t at = 0; at < json.size(); at += piece_size) {
    repair.Add(json.substr(at, piece_size), append);
  }
  repair.Finish(append);
  return repaired;
}

std::string Repaired(std::string_view json) {
  const std::string repaired = RepairedInPieces(json, json.size() + 1);
  for (size_t size = 1; size <= json.size(); ++size) {
    EXPECT_EQ(RepairedInPieces(json, size), repaired) << "in pieces of " << size;
  }
  return repaired;
}

TEST(LoneSurrogates, AreReplaced) {
  EXPECT_EQ(Repaired(R"("\uD800")"), R"("\uFFFD")");
  EXPECT_EQ(Repaired(R"("\udfff\uD800x")"), R"("\uFFFD\uFFFDx")");
  EXPECT_EQ(Repaired(R"("\uD83D\u0041")"), R"("\uFFFD\u0041")");
  EXPECT_EQ(Repaired(R"("\uD83D\uD83D\uDE80\n\uD83D\n")"), R"("\uFFFD\uD83D\uDE80\n\uFFFD\n")");
  EXPECT_EQ(Repaired(R"(\uD800)"), R"(\uFFFD)");
}

TEST(LoneSurrogates, LeaveAllElseAsItIs) {
  for (const char* json : {R"("\uD83D\uDE80")", R"("\\uD800")", R"("\\\\uD800 \u00e9")", "\"\\",
                           "\"\\u", "\"\\uD8", R"(\uZZZZ)", R"("\"\\\/\b\f\n\r\t")", ""}) {
    EXPECT_EQ(Repaired(json), json);
  }
}

}  // namespace
}  // namespace signpost::mesos
