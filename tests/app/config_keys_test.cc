// Holds together what a configuration key is made of: the table of keys, config/full.json,
// docs/configuration.md and packaging/man/signpost.json.5.

#include "app/config_keys.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "app/config_json.h"
#include "base/absl_text.h"
#include "support/files.h"

namespace signpost::app {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

constexpr char kFull[] = "config/full.json";

// The one key that a configuration cannot do without: kFull has an example in place of its default.
constexpr std::string_view kNeeded = "masters";

std::string InSource(std::string_view file) {
  return absl::StrCat(SIGNPOST_SOURCE_DIR "/", ToAbsl(file));
}

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const ConfigKey& key : ConfigKeys()) {
    if (!key.is_ignored) names.emplace_back(key.name);
  }
  return names;
}

JsonValue FullTree() {
  const auto tree = ParseJsonTree(testing::ReadFile(kFull));
  EXPECT_TRUE(tree.ok()) << tree.status().message();
  return tree.value_or(JsonValue());
}

// A key as docs/configuration.md has it: the heading "### `NAME`", an empty line, the facts.
struct Described {
  std::string name;
  std::string facts;
};

std::vector<Described> DescribedKeys() {
  std::istringstream document(testing::ReadFile("docs/configuration.md"));
  std::vector<Described> keys;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("### `")) continue;
    Described& key = keys.emplace_back();
    key.name = line.substr(5, line.rfind('`') - 5);
    std::getline(document, line);
    std::getline(document, key.facts);
  }
  return keys;
}

// `text` without groff's changes of font, and with its dashes as they are read.
std::string WithoutRequests(std::string text) {
  return absl::StrReplaceAll(text, {{"\\-", "-"}, {"\\fB", ""}, {"\\fP", ""}});
}

// A key as the manual page has it: ".TP", ".B NAME", the facts.
std::vector<Described> KeysOfTheManualPage() {
  std::istringstream page(testing::ReadFile("packaging/man/signpost.json.5"));
  std::vector<Described> keys;
  for (std::string line; std::getline(page, line);) {
    if (line != ".TP") continue;
    Described& key = keys.emplace_back();
    std::getline(page, line);
    key.name = line.substr(std::string_view(".B ").size());
    std::getline(page, line);
    key.facts = WithoutRequests(line);
  }
  return keys;
}

struct TypeText {
  std::string operator()(const IntegerKey& key) const {
    return absl::StrCat("Number from ", key.min, " to ", key.max);
  }
  std::string operator()(bool Config::*) const { return "`true` or `false`"; }
  std::string operator()(std::string Config::*) const { return "Text"; }
  std::string operator()(Texts Config::*) const { return "List of texts"; }
  std::string operator()(OneOrMore Config::*) const { return "Text or list of texts"; }
  std::string operator()(ZoneResolvers Config::*) const { return "Object of lists of texts"; }
  std::string operator()(Credentials Config::*) const {
    return "Object with the texts principal and secret";
  }
};

// "*Number from 0 to 65535, default `53`.*"
std::string FactsOf(const ConfigKey& key, std::string_view default_text) {
  return absl::StrCat("*", std::visit(TypeText(), key.target), ", default `", ToAbsl(default_text),
                      "`.*");
}

template <typename T>
bool HasDefault(T Config::*member, const Config& config) {
  return config.*member == Config().*member;
}

bool HasDefault(const IntegerKey& key, const Config& config) {
  return config.*key.member == Config().*key.member;
}

TEST(ConfigKeys, StandInTheFullConfigurationAndNothingElseDoes) {
  EXPECT_THAT(FullTree().names, UnorderedElementsAreArray(Names()));
}

TEST(ConfigKeys, StandInTheFullConfigurationAtTheirDefaults) {
  const ConfigResult full = LoadConfig(InSource(kFull));
  for (const ConfigKey& key : ConfigKeys()) {
    if (key.is_ignored || key.name == kNeeded) continue;
    const auto is_default = [&](const auto& target) { return HasDefault(target, full.config); };
    EXPECT_TRUE(std::visit(is_default, key.target)) << key.name;
  }
}

TEST(ConfigKeys, AreDescribedInTheOrderOfTheFullConfigurationAndNothingElseIs) {
  std::vector<std::string> names;
  for (const Described& key : DescribedKeys()) names.push_back(key.name);
  EXPECT_THAT(names, ElementsAreArray(FullTree().names));
}

TEST(ConfigKeys, AreDescribedWithTypeBoundsDefaultAndWhetherTheyAreServed) {
  const JsonValue full = FullTree();
  std::map<std::string, std::string> defaults;
  for (size_t i = 0; i < full.names.size(); ++i) defaults[full.names[i]] = JsonText(full.values[i]);
  defaults[std::string(kNeeded)] = "[]";
  for (const Described& described : DescribedKeys()) {
    const ConfigKey* key = FindConfigKey(described.name);
    ASSERT_NE(key, nullptr) << described.name;
    EXPECT_EQ(described.facts, FactsOf(*key, defaults[described.name])) << described.name;
  }
}

TEST(ConfigKeys, StandInTheManualPageAsTheyAreDescribed) {
  const std::vector<Described> described = DescribedKeys();
  const std::vector<Described> manual = KeysOfTheManualPage();
  for (size_t i = 0; i < std::min(described.size(), manual.size()); ++i) {
    EXPECT_EQ(manual[i].name, described[i].name);
    EXPECT_EQ(manual[i].facts, absl::StrReplaceAll(described[i].facts, {{"*", ""}, {"`", ""}}));
  }
  EXPECT_EQ(manual.size(), described.size());
}

TEST(ConfigKeys, HaveNamesThatDifferNotOnlyInCase) {
  for (const ConfigKey& key : ConfigKeys()) EXPECT_EQ(FindConfigKey(key.name), &key) << key.name;
}

TEST(ConfigurationFiles, AreWithoutFaultsAndWarnings) {
  for (const char* file :
       {kFull, "config/minimal.json", "config/packaged.json", "config/demo.json"}) {
    const ConfigResult result = LoadConfig(InSource(file));
    EXPECT_THAT(result.faults, IsEmpty()) << file;
    EXPECT_THAT(result.warnings, IsEmpty()) << file;
  }
}

TEST(ConfigurationFiles, OfTheDemoNameAStateThatIsThere) {
  EXPECT_EQ(LoadConfig(InSource("config/demo.json")).config.state_file,
            InSource("config/demo-cluster.json"));
  EXPECT_FALSE(testing::ReadFile("config/demo-cluster.json").empty());
}

}  // namespace
}  // namespace signpost::app
