// Holds the dashboard, the alerts and the document to the metrics that there are.

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <set>
#include <string>

#include "http/metric_rules.h"
#include "support/files.h"

namespace signpost::http {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr char kDashboard[] = "packaging/prometheus/signpost-dashboard.json";
constexpr char kAlerts[] = "packaging/prometheus/signpost-alerts.yml";

std::set<std::string> AllNames() {
  std::set<std::string> names = {std::string(kBuildInfo), std::string(kStateInfo)};
  for (const MetricRule& rule : MetricRules()) names.emplace(rule.name);
  return names;
}

// All words of `text` that begin with "signpost_".
std::set<std::string> NamesIn(const std::string& text) {
  constexpr std::string_view kBeginning = "signpost_";
  constexpr char kCharacters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
  std::set<std::string> names;
  for (size_t at = text.find(kBeginning); at != std::string::npos; at = text.find(kBeginning, at)) {
    const size_t end = text.find_first_not_of(kCharacters, at);
    names.insert(text.substr(at, end - at));
    at += kBeginning.size();
  }
  return names;
}

TEST(MetricNames, TheDashboardShowsOnlyWhatThereIs) {
  const auto names = NamesIn(testing::ReadFile(kDashboard));
  EXPECT_THAT(names, Not(IsEmpty()));
  EXPECT_THAT(AllNames(), IsSupersetOf(names));
}

TEST(MetricNames, TheDashboardIsJson) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(testing::ReadFile(kDashboard).c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_GT(json["panels"].Size(), 0u);
}

TEST(MetricNames, TheAlertsWatchOnlyWhatThereIs) {
  const auto names = NamesIn(testing::ReadFile(kAlerts));
  EXPECT_THAT(names, Not(IsEmpty()));
  EXPECT_THAT(AllNames(), IsSupersetOf(names));
}

TEST(MetricNames, EachStandsInTheDocument) {
  const std::string document = testing::ReadFile("docs/operations.md");
  for (const std::string& name : AllNames()) {
    EXPECT_THAT(document, HasSubstr("`" + name + "`"));
  }
}

}  // namespace
}  // namespace signpost::http
