#include "http/readiness.h"

#include <string_view>
#include <variant>

#include "http/json_text.h"

namespace signpost::http {
namespace {

bool IsOn(const StatusFigures& figures, std::string_view name) {
  const auto found = figures.board.find(name);
  if (found == figures.board.end()) return false;
  const int64_t* const number = std::get_if<int64_t>(&found->second);
  return number != nullptr && *number != 0;
}

}  // namespace

Readiness ReadinessOf(const StatusFigures& figures) {
  Readiness readiness;
  if (figures.snapshot->table == nullptr) {
    readiness.is_ready = false;
    readiness.problems.emplace_back("the state of the cluster is not known yet");
  }
  const int64_t age = DataAge(figures);
  const int64_t age_max = figures.max_stale.count();
  if (age_max > 0 && age > age_max) {
    readiness.is_ready = false;
    readiness.problems.push_back("the data is " + std::to_string(age) +
                                 " s old, over maxStaleSeconds " + std::to_string(age_max));
  }
  if (IsOn(figures, "stopping")) {
    readiness.is_ready = false;
    readiness.problems.emplace_back("stopping");
  }
  if (IsOn(figures, "zk_detection_late")) {
    readiness.problems.emplace_back("ZooKeeper silent for longer than zkDetectionTimeout");
  }
  return readiness;
}

std::string ReadyBody(const Readiness& readiness, const StatusFigures& figures) {
  std::string text = readiness.is_ready ? R"({"ready":true,)" : R"({"ready":false,)";
  text.append(R"("data_age_s":)").append(std::to_string(DataAge(figures)));
  text.append(R"(,"problems":[)");
  for (const std::string& problem : readiness.problems) {
    if (!text.ends_with('[')) text.push_back(',');
    AppendJsonString(problem, &text);
  }
  return text.append("]}");
}

}  // namespace signpost::http
