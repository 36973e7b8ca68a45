// Holds the examples of docs/naming.md to the zones that they are taken from.

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "app/records_command.h"
#include "base/absl_text.h"
#include "support/files.h"

namespace signpost::app {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The lines between "```KIND" and "```".
std::vector<std::string> Examples(std::string_view kind) {
  std::vector<std::string> examples;
  bool inside = false;
  for (const std::string& line : LinesOf(testing::ReadFile("docs/naming.md"))) {
    if (line.starts_with("```")) {
      inside = line == absl::StrCat("```", ToAbsl(kind));
    } else if (inside) {
      examples.push_back(line);
    }
  }
  return examples;
}

void ExpectInZone(const std::vector<std::string>& examples, const std::string& zone_text) {
  const std::vector<std::string> zone = LinesOf(zone_text);
  EXPECT_THAT(examples, Not(IsEmpty()));
  for (const std::string& example : examples) EXPECT_THAT(zone, Contains(example));
}

TEST(NamingDocument, QuotesTheZoneOfTheRecordedCluster) {
  ExpectInZone(Examples("zone"), testing::ReadFile("tests/golden/cluster.zone"));
}

TEST(NamingDocument, QuotesTheZoneOfTheDemoCluster) {
  const ConfigResult demo = LoadConfig(SIGNPOST_SOURCE_DIR "/config/demo.json");
  const auto zone = ZoneFileOf(demo.config, testing::ReadFile("config/demo-cluster.json"));
  ASSERT_TRUE(zone.ok()) << zone.status();
  ExpectInZone(Examples("demo"), *zone);
}

}  // namespace
}  // namespace signpost::app
