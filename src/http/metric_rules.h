#pragma once

// Which metric of Prometheus each of our figures becomes. Names follow Prometheus' conventions:
// "signpost_", base units, "_total" behind counters.

#include <string_view>
#include <vector>

namespace signpost::http {

enum class MetricKind { kCounter, kGauge };

// One figure, or several that differ in one label.
struct MetricSource {
  // Its name among the counters of DNS, on the board, or in Metrics. With a '*' at the end all that
  // begin so, but for those that another source names; what follows is the label's value.
  std::string_view figure;
  std::string_view label_value = {};
};

struct MetricRule {
  std::string_view name;
  MetricKind kind;
  std::string_view help;
  std::string_view label;  // empty: none
  std::vector<MetricSource> sources;
  double unit = 1;  // of the figure, in that of the metric
};

// In the order in which they are shown.
const std::vector<MetricRule>& MetricRules();

// Gauges that are always 1; their labels say something.
inline constexpr std::string_view kBuildInfo = "signpost_build_info";
inline constexpr std::string_view kStateInfo = "signpost_state_info";

}  // namespace signpost::http
