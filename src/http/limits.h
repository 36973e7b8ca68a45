#pragma once

// How much of the service one client, and all clients together, may take.
//
// What a limit refuses or ends is counted on the status board under the name beside it.

#include <chrono>
#include <cstddef>

namespace signpost::http {

// Connections at a time, in all and of one client (ClientNetwork()). One more closes the one that
// has been waiting longest for a request (http_evicted_sessions), of the client's own at its limit;
// where none waits, the new one is refused (http_refused_sessions).
inline constexpr size_t kMaxSessions = 1024;
inline constexpr size_t kMaxSessionsPerClient = 256;

inline constexpr size_t kMaxRequestHeaderSize = 8192;   // octets; http_refused_headers
inline constexpr size_t kMaxRequestBodySize = 4096;     // octets; http_refused_bodies
inline constexpr size_t kMaxRequestsPerSession = 1000;  // http_ended_sessions
inline constexpr size_t kMaxLongAnswers = 8;            // http_refused_long_answers
inline constexpr size_t kMaxWatchers = 64;              // http_refused_watchers

// Octets that are read and dropped behind a request that was refused, so that its sender gets to
// read the answer before the connection is reset.
inline constexpr size_t kMaxDrainSize = size_t{64} << 10;

// An answer is made and written in slices of so many octets, each made in so many steps.
inline constexpr size_t kSliceSize = size_t{64} << 10;
inline constexpr size_t kMaxStepsPerSlice = 8192;

// A watcher is told of a change within that time.
inline constexpr std::chrono::milliseconds kWatchInterval{100};

// Limits of one server; tests make them small.
struct Limits {
  size_t sessions_max = kMaxSessions;
  size_t client_sessions_max = kMaxSessionsPerClient;
  size_t requests_per_session_max = kMaxRequestsPerSession;
  size_t long_answers_max = kMaxLongAnswers;
  size_t watchers_max = kMaxWatchers;

  // From the connection, or the first octet of a further request, to the end of the request's
  // header; again for its body. However its octets come.
  std::chrono::milliseconds request{5000};  // http_request_deadlines
  // From an answer to the first octet of the next request.
  std::chrono::milliseconds idle{30000};  // http_idle_closed
  // For each slice; who takes less is left.
  std::chrono::milliseconds write{10000};  // http_write_deadlines
  // For a whole answer, which keeps a snapshot.
  std::chrono::milliseconds answer{300000};  // http_answer_deadlines
  // A watcher hears something at least that often, so that one that has gone is noticed.
  std::chrono::milliseconds heartbeat{15000};
  // For reading what is dropped.
  std::chrono::milliseconds drain{1000};
};

}  // namespace signpost::http
