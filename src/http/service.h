#pragma once

// What all sessions of a server share. Owned by the server, used by its thread alone.

#include <cstddef>

#include "base/status_board.h"
#include "http/host_rule.h"
#include "http/http_server.h"
#include "http/limits.h"
#include "http/session_table.h"
#include "records/snapshot_publisher.h"

namespace signpost::http {

struct Service {
  const HttpServerOptions options;
  const records::SnapshotPublisher* const publisher;
  StatusBoard* const board;
  const Limits limits;
  const HostRule hosts{options.zone, options.hosts};

  SessionTable sessions = {};    // open now
  size_t long_answer_count = 0;  // being written now
  size_t watcher_count = 0;      // now
  bool is_retired = false;       // connections end with the answer at hand
};

}  // namespace signpost::http
