#pragma once

// /ready: whether clients should be sent here.

#include <string>
#include <vector>

#include "http/status_body.h"

namespace signpost::http {

struct Readiness {
  bool is_ready = true;
  std::vector<std::string> problems;  // also those that alone leave it ready
};

// Ready is who knows the zone, and knew it to be true at most figures.max_stale ago, and is
// not stopping. That ZooKeeper
// is silent is a problem, but what is served may be fresh all the same.
Readiness ReadinessOf(const StatusFigures& figures);

// {"ready":false,"data_age_s":700,"problems":["the data is 700 s old, over maxStaleSeconds 600"]}
std::string ReadyBody(const Readiness& readiness, const StatusFigures& figures);

}  // namespace signpost::http
