#include "http/readiness.h"

#include <variant>

#include "http/json_text.h"

namespace signpost::http {
namespace {

bool IsZooKeeperLate(const StatusFigures& figures) {
  const auto late = figures.board.find("zk_detection_late");
  if (late == figures.board.end()) return false;
  const int64_t* const number = std::get_if<int64_t>(&late->second);
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
  if (IsZooKeeperLate(figures)) {
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
