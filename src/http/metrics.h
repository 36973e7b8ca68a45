#pragma once

// /metrics: the same figures as /v1/status, as Prometheus reads them (text format 0.0.4).

#include <string>
#include <string_view>

#include "http/status_body.h"

namespace signpost::http {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// A counter that has not counted yet is 0; a gauge that is not known is left out. Counters of DNS
// that no rule speaks of are shown under their own names: "signpost_dns_x_total".
std::string MetricsText(const StatusFigures& figures);

}  // namespace signpost::http
