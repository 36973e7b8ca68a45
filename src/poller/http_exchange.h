#pragma once

// One HTTP request and its answer: the head at once, the body piece by piece as it comes. Private
// to this room; runs on the poller's context.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/http_security.h"
#include "poller/limits.h"
#include "poller/location.h"

namespace signpost::poller {

struct HttpRequest {
  std::string body{};           // JSON to POST; empty: GET
  std::string authorization{};  // the header's value; empty: none
  bool is_stream = false;       // the body of the answer has no end: no bound on it either
};

struct HttpHead {
  unsigned status = 0;
  bool is_redirect = false;
  std::string location;  // of a redirect that has one
  std::string encoding;  // Content-Encoding; empty: none
  std::optional<uint64_t> body_size;
};

class HttpExchange {
 public:
  using Clock = std::chrono::steady_clock;

  // `lookup` and `security` must outlive it; `limits` are those of each request.
  HttpExchange(boost::asio::any_io_executor executor, const FetchLimits& limits, HostLookup* lookup,
               const HttpSecurity* security);
  ~HttpExchange();

  // Connects to `target`, with TLS if it is https, and tells who is there. Each step takes no
  // longer than its limit, and all end by `deadline`. Ends what was open; no other step may be
  // waiting.
  boost::asio::awaitable<Outcome<Endpoint>> Connect(Target target, Clock::time_point deadline);

  // Sends `request` over the new connection and reads the head of the answer, within
  // limits.first_byte and by `deadline`.
  boost::asio::awaitable<Outcome<HttpHead>> Ask(HttpRequest request, Clock::time_point deadline);

  // The next octets of the body, chunks taken apart; valid until the next call. Empty only when the
  // body has come to its end. Fails when nothing comes until `deadline`, the body is cut or its
  // framing broken, or longer than limits.body_size_max.
  boost::asio::awaitable<Outcome<std::string_view>> ReadSome(Clock::time_point deadline);

  // Ends the connection; a step that waits fails. Then only Connect() may follow.
  void Close();

  // A failure that names the target of the last Connect().
  Failure Fail(const char* reason, std::string_view why) const;

 private:
  struct Talk;

  const boost::asio::any_io_executor executor_;
  const FetchLimits limits_;
  HostLookup& lookup_;
  const HttpSecurity& security_;
  std::unique_ptr<Talk> talk_;  // since the last Connect()
};

}  // namespace signpost::poller
