// Configurations and values of which it is known what Mesos-DNS makes of them (tests/app/data).

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "app/config.h"
#include "app/config_json.h"
#include "support/files.h"

namespace signpost::app {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

std::string JsonOf(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

rapidjson::Document DataOf(const char* name) {
  rapidjson::Document document;
  document.Parse(testing::ReadFile(absl::StrCat("tests/app/data/", name)).c_str());
  EXPECT_FALSE(document.HasParseError());
  return document;
}

std::string TextOf(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

// Reads `text` from a file, since certificates and the like are looked for as well.
ConfigResult Load(const std::string& text) {
  const std::string file = absl::StrCat(::testing::TempDir(), "signpost_config_reference.json");
  std::ofstream(file, std::ios::binary) << text;
  ConfigResult result = LoadConfig(file);
  std::filesystem::remove(file);
  return result;
}

// What starts in only one of the two, and why.
const std::map<std::string, std::string> kStartsDifferently = {
    {"domain label of 64", "refused: no query can hold the name"},
    {"SOAMname with a label of 64", "refused: no answer can hold the name"},
    {"httpport 0", "taken: the port that the system chose is logged"},
    {"listener not local", "taken here; the socket cannot be opened"},
    {"masters with a host name", "taken: host names are looked up"},
};

// What /v1/config shows in another way, and why.
const std::map<std::string, std::set<std::string>> kShownDifferently = {
    {"ttl -1", {"TTL"}},                                           // no TTL: 0 is used
    {"credentials without authentication", {"MesosCredentials"}},  // the secret is not shown
};

void ExpectShows(const std::string& title, const Config& config, const rapidjson::Value& expected) {
  rapidjson::Document shown;
  shown.Parse(ConfigJson(config).c_str());
  for (const auto& field : expected.GetObject()) {
    const std::string name = TextOf(field.name);
    const auto different = kShownDifferently.find(title);
    if (different != kShownDifferently.end() && different->second.contains(name)) continue;
    ASSERT_TRUE(shown.HasMember(field.name)) << name;
    EXPECT_EQ(JsonOf(shown[field.name]), JsonOf(field.value)) << name;
  }
}

TEST(ConfigReference, WholeFilesAreTakenAndShownAsByTheReference) {
  const rapidjson::Document rows = DataOf("config_files.json");
  ASSERT_GE(rows.Size(), 96u);
  for (const auto& row : rows.GetArray()) {
    const std::string title = TextOf(row["title"]);
    SCOPED_TRACE(title);
    const ConfigResult result = Load(TextOf(row["text"]));
    const bool starts = row["starts"].GetBool() != kStartsDifferently.contains(title);
    EXPECT_EQ(result.faults.empty(), starts) << ::testing::PrintToString(result.faults);
    if (result.faults.empty() && row.HasMember("shows")) {
      ExpectShows(title, result.config, row["shows"]);
    }
  }
}

TEST(ConfigReference, FieldsOfV1ConfigStandInTheOrderOfTheReference) {
  const rapidjson::Document rows = DataOf("config_files.json");
  const auto tree = ParseJsonTree(ConfigJson(Config()));
  ASSERT_TRUE(tree.ok());
  auto name = tree->names.begin();
  for (const auto& field : rows[0]["shows"].GetObject()) {
    name = std::find(name, tree->names.end(), TextOf(field.name));
    EXPECT_NE(name, tree->names.end()) << TextOf(field.name);
  }
}

// Values the reference takes here and fails on later.
const std::set<std::string> kValuesRefused = {
    R"([":5050"])",  // no host
    R"([" a:1"])",   // no host name either
};

bool HasLongLabel(const std::string& value) {
  return value.find(std::string(64, 'x')) != std::string::npos;
}

TEST(ConfigReference, SingleValuesAreTakenAsByTheReference) {
  const rapidjson::Document data = DataOf("values.json");
  for (const auto& table : data.GetObject()) {
    for (const auto& row : table.value.GetArray()) {
      const std::string value = JsonOf(row[0]);
      const std::string domain = row.Size() > 2 ? TextOf(row[2]) : "mesos";
      const std::string text = absl::StrCat(R"({"stateFile":"s","domain":")", domain, R"(",")",
                                            TextOf(table.name), R"(":)", value, "}");
      const bool taken =
          row[1].GetBool() && !kValuesRefused.contains(value) && !HasLongLabel(value);
      const ConfigResult result = ParseConfig(text, "config.json");
      EXPECT_EQ(result.faults.empty(), taken)
          << text << " " << ::testing::PrintToString(result.faults);
    }
  }
}

TEST(ConfigReference, FileThatIsMissingIsAFault) {
  EXPECT_THAT(LoadConfig("/nonexistent/config.json").faults,
              ::testing::ElementsAre("the file cannot be read: No such file or directory"));
}

}  // namespace
}  // namespace signpost::app
