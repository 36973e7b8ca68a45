#pragma once

// Why a poll failed: one word to count under, one sentence to read.

#include <string>
#include <utility>
#include <variant>

namespace signpost::poller {

// The reasons, counted as poll_failures_REASON:
//   resolve    a master's name has no address, or its lookup takes too long
//   connect    nobody accepts the connection in time
//   tls        no TLS: its certificate, ours, or what comes in place of a handshake is refused
//   timeout    a connection is open and something does not come in time
//   rate       the body comes, but too slowly
//   answer     what comes is no HTTP answer, or ends before its headers do
//   login      the IAM service gives no token
//   status     an HTTP status that is neither 200 nor a redirect
//   redirect   a Location that is missing or not followed
//   leader     a leader's pid that is not followed
//   hops       more redirects and leaders than kMaxHops
//   body       the body ends too early, or its framing is broken
//   encoding   a Content-Encoding other than gzip
//   gzip       no whole gzip stream
//   too_large  more octets than allowed
//   parse      no state (mesos/state_parser.h)
//   file       the state's file cannot be read
//   no_master  no master is configured
struct Failure {
  const char* reason;
  std::string message;       // names the master or file, and the value
  unsigned http_status = 0;  // with "status": which one
};

// A value or why there is none.
template <typename T>
class Outcome {
 public:
  Outcome(T value) : result_(std::move(value)) {}            // NOLINT: as in StatusOr
  Outcome(Failure failure) : result_(std::move(failure)) {}  // NOLINT

  bool ok() const { return std::holds_alternative<T>(result_); }
  T& value() { return std::get<T>(result_); }
  const Failure& failure() const { return std::get<Failure>(result_); }

 private:
  std::variant<T, Failure> result_;
};

}  // namespace signpost::poller
