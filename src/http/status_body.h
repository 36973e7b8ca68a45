#pragma once

// What the program knows about itself, and /v1/status, which shows it. /metrics and /ready show the
// same figures otherwise.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "base/status_board.h"
#include "http/time_text.h"
#include "records/snapshot.h"

namespace signpost::http {

struct StatusFigures {
  const records::Snapshot* snapshot;  // its table may be null
  std::map<std::string, StatusBoard::Value, std::less<>> board;
  std::map<std::string, uint64_t> dns;
  std::chrono::system_clock::time_point now;
  std::chrono::seconds max_stale{0};  // 0: no age is too great
  uint64_t table_builds = 0;          // published since the start
  size_t http_session_count = 0;      // open now
};

// In seconds, since what is served was last known to be true; 0 before that.
int64_t DataAge(const StatusFigures& figures);

// {"version":"0.1.0","zone":{...},"dns":{...},"board":{...}}
std::string StatusBody(const StatusFigures& figures);

}  // namespace signpost::http
