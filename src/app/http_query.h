#pragma once

// Asks a running server over its HTTP API: one request, one answer, one deadline for all of it.

#include <chrono>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "base/endpoint.h"

namespace signpost::app {

// Of an answer's body. What /v1/explain says at most is smaller.
inline constexpr size_t kMaxHttpReplySize = 16 << 20;  // octets

struct HttpReply {
  unsigned status = 0;
  std::string body;
};

// GET of `target` ("/v1/status") from `server`, whose host is a name or an address. Waits until
// `deadline` at most. Fails when there is no such host, nobody answers in time, or what comes is no
// HTTP or too large; the message says so in words, fit for a line. Answers of any status are
// answers. No other thread is needed; one that still looks up a name at the deadline is left
// behind.
absl::StatusOr<HttpReply> AskHttp(const HostPort& server, const std::string& target,
                                  std::chrono::steady_clock::time_point deadline);

}  // namespace signpost::app
