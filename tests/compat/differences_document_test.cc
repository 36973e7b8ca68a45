// Holds the tables of differences in docs/ to the tests that they name, and the other way round.

#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.h"

namespace signpost::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kHeading[] = "## Differences from Mesos-DNS";

// What stands between backticks in `text`.
std::vector<std::string> Quoted(const std::string& text) {
  std::vector<std::string> quoted;
  for (size_t begin = text.find('`'); begin != std::string::npos; begin = text.find('`', begin)) {
    const size_t end = text.find('`', begin + 1);
    if (end == std::string::npos) break;
    quoted.push_back(text.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return quoted;
}

// For each row of the document's table of differences: what is quoted in its last cell.
std::vector<std::vector<std::string>> TestsOfDifferences(const std::string& document) {
  std::istringstream lines(ReadFile(document));
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) inside = line == kHeading;
    const bool is_row = line.starts_with("| ") && !line.starts_with("| Mesos-DNS |");
    if (!inside || !is_row) continue;
    const size_t last_cell = line.rfind('|', line.size() - 2);
    rows.push_back(Quoted(line.substr(last_cell)));
  }
  return rows;
}

std::string AllTests() {
  std::string text;
  const std::filesystem::path tests = SIGNPOST_SOURCE_DIR "/tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(tests)) {
    if (entry.path().string().ends_with("_test.cc")) text += ReadFile(entry.path().string());
  }
  return text;
}

// "AxfrCase", "PortRanges" (all of a suite), "MasterRecords.AgreeWithMesosDns".
bool IsTest(const std::string& name, const std::string& all_tests) {
  const size_t dot = name.find('.');
  if (dot != std::string::npos) {
    return all_tests.find("(" + name.substr(0, dot) + ", " + name.substr(dot + 1) + ")") !=
           std::string::npos;
  }
  return all_tests.find(", " + name + ")") != std::string::npos ||
         all_tests.find("(" + name + ", ") != std::string::npos;
}

// A folder or file, or "FOLDER/CASE" of tests/mesos/data.
bool IsPlace(const std::string& name) {
  if (name.find('/') == std::string::npos) return name.ends_with("_test.cc");
  const std::filesystem::path root = SIGNPOST_SOURCE_DIR;
  return std::filesystem::exists(root / name) ||
         std::filesystem::exists(root / "tests/mesos/data" / (name + ".json"));
}

class DifferencesDocument : public ::testing::TestWithParam<const char*> {};

TEST_P(DifferencesDocument, NamesATestOfEachDifference) {
  const std::string all_tests = AllTests();
  const auto rows = TestsOfDifferences(GetParam());
  EXPECT_THAT(rows, Not(IsEmpty()));
  for (const auto& names : rows) {
    EXPECT_THAT(names, Not(IsEmpty()));
    for (const std::string& name : names) {
      EXPECT_TRUE(IsPlace(name) || IsTest(name, all_tests)) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, DifferencesDocument,
                         ::testing::Values("docs/naming.md", "docs/dns.md", "docs/http.md"));

// Tests that show what Signpost does, and no difference.
const std::set<std::string> kNoDifference = {"AxfrNameServerElsewhere",
                                             "NamesThatMeetAsLabelsAreOneName"};

// Of the suites WireCompat, NamingCompat, ...
std::vector<std::string> TestsOfThisProgram() {
  std::vector<std::string> names;
  const auto& unit_test = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < unit_test.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *unit_test.GetTestSuite(i);
    if (!std::string(suite.name()).ends_with("Compat")) continue;
    for (int j = 0; j < suite.total_test_count(); ++j) {
      names.emplace_back(suite.GetTestInfo(j)->name());
    }
  }
  return names;
}

TEST(DifferencesDocuments, NameEveryTestOfADifference) {
  std::set<std::string> named = kNoDifference;
  for (const char* document : {"docs/naming.md", "docs/dns.md", "docs/http.md"}) {
    for (const auto& names : TestsOfDifferences(document)) named.insert(names.begin(), names.end());
  }
  for (const std::string& name : TestsOfThisProgram()) EXPECT_TRUE(named.contains(name)) << name;
}

}  // namespace
}  // namespace signpost::testing
