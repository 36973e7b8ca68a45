// States that no master should serve, and what must hold when one does: data/state_cases.txt.

#include <sstream>

#include <gtest/gtest.h>

#include "mesos/state_parser.h"
#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using testing::ReadFile;
using testing::ZoneFixture;

struct StateCase {
  std::string file;
  bool accepted = false;
  struct Check {
    std::string verb;  // has, not, counts
    std::string what;
  };
  std::vector<Check> checks;
};

// How GoogleTest shows a case that failed.
void PrintTo(const StateCase& state_case, std::ostream* out) { *out << state_case.file; }

std::string Trimmed(const std::string& text) {
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

// "FILE accepted|refused", then lines "  VERB WHAT".
std::vector<StateCase> ReadCases() {
  std::vector<StateCase> cases;
  std::istringstream lines(ReadFile("tests/mesos/data/state_cases.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string first;
    std::string rest;
    words >> first;
    std::getline(words, rest);
    rest = Trimmed(rest);
    if (line.starts_with(' ')) {
      cases.back().checks.push_back({first, rest});
    } else {
      cases.push_back({.file = first, .accepted = rest == "accepted", .checks = {}});
    }
  }
  return cases;
}

void Expect(const StateCase::Check& check, const ZoneFixture& zone) {
  if (check.verb == "has") {
    EXPECT_TRUE(zone.Has(check.what)) << check.what;
  } else if (check.verb == "not") {
    EXPECT_FALSE(zone.Has(check.what)) << check.what;
  } else {
    ASSERT_EQ(check.verb, "counts");
    std::istringstream words(check.what);
    std::string figure;
    int64_t count = 0;
    words >> figure >> count;
    EXPECT_EQ(zone.Figure(figure), count) << figure;
  }
}

class HostileState : public ::testing::TestWithParam<StateCase> {};

TEST_P(HostileState, GivesNoMoreAndNoLessThanItShould) {
  auto state = ParseState(ReadFile("tests/mesos/data/" + GetParam().file + ".json"));
  ASSERT_EQ(state.ok(), GetParam().accepted) << state.status();
  if (!state.ok()) return;
  ZoneFixture zone;
  EXPECT_TRUE(zone.Apply(*std::move(state)));
  testing::CheckWellFormed(zone.snapshot());
  for (const auto& check : GetParam().checks) Expect(check, zone);
  if (::testing::Test::HasFailure()) {
    for (const std::string& line : zone.Lines()) std::cout << line << '\n';
  }
}

std::string NameOf(const ::testing::TestParamInfo<StateCase>& info) {
  std::string name;
  for (const char c : info.param.file) name.push_back(std::isalnum(c) != 0 ? c : '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, HostileState, ::testing::ValuesIn(ReadCases()), NameOf);

}  // namespace
}  // namespace signpost::mesos
