#pragma once

// /v1/status: what the program knows about itself.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "base/status_board.h"
#include "records/snapshot.h"

namespace signpost::http {

struct StatusFigures {
  const records::Snapshot* snapshot;  // its table may be null
  std::map<std::string, StatusBoard::Value, std::less<>> board;
  std::map<std::string, uint64_t> dns;
  std::chrono::system_clock::time_point now;
};

// {"version":"0.1.0","zone":{...},"dns":{...},"board":{...}}
std::string StatusBody(const StatusFigures& figures);

}  // namespace signpost::http
