#pragma once

// The API without sockets: from a request's method and target to the answer. docs/http.md describes
// the routes.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status_board.h"
#include "http/body_producer.h"
#include "http/http_server.h"
#include "http/limits.h"
#include "http/lookup.h"
#include "records/snapshot_publisher.h"

namespace signpost::http {

// What answers are made of.
struct ApiContext {
  const HttpServerOptions* options;
  const StatusBoard* board;
  SharedSnapshot snapshot;  // not null
  std::chrono::system_clock::time_point now;

  // For /v1/watch, which is not found without it. Must outlive the answer.
  const records::SnapshotPublisher* publisher = nullptr;
  std::chrono::milliseconds heartbeat = Limits().heartbeat;

  // Headers of the request; empty when it has none.
  std::string_view if_none_match = {};
  std::string_view last_event_id = {};
  uint64_t table_builds = 0;      // published since the start
  size_t http_session_count = 0;  // open now
};

struct Answer {
  unsigned status = 200;
  std::string_view content_type;
  std::vector<std::pair<std::string_view, std::string_view>> headers = {};  // besides the usual
  bool is_watch = false;                                                    // `rest` never ends

  // The whole body, or its first slice when `rest` is not null.
  std::string body = {};
  std::unique_ptr<BodyProducer> rest = nullptr;
};

// The methods that an answer with status 405 names (RFC 9110 §15.5.6).
inline constexpr std::string_view kAllowedMethods = "GET, HEAD";

// The answer to `method`; for HEAD the same as for GET, whose body is not to be sent. `method` is
// compared with regard to case (RFC 9110 §9.1).
Answer MakeAnswer(std::string_view method, std::string_view target, const ApiContext& context);

// An answer that says in words what is wrong.
Answer ErrorAnswer(unsigned status, std::string_view message);

Answer JsonAnswer(std::string body);

// JSON that `producer` makes; whole when that takes one slice.
Answer ProducedAnswer(std::unique_ptr<BodyProducer> producer);

}  // namespace signpost::http
