#pragma once

// A connection to a master, plain or TLS. What goes wrong and why is told in the failure, which
// names the target. Private to this room; runs on the poller's context.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <optional>
#include <string_view>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/http_security_parts.h"
#include "poller/limits.h"
#include "poller/location.h"

namespace signpost::poller {

class HttpConnection {
 public:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;
  using MaybeFailure = std::optional<Failure>;
  using Buffer = boost::beast::flat_buffer;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Parser = boost::beast::http::response_parser<boost::beast::http::buffer_body>;

  // A connection to `target`, not yet open. `security` must outlive it.
  HttpConnection(const boost::asio::any_io_executor& executor, Target target,
                 const HttpSecurity* security);

  // Connects to the first of the target's addresses that answers, and shakes hands for https. Each
  // step takes no longer than its limit, and all end by `deadline`. Once.
  boost::asio::awaitable<MaybeFailure> Open(const FetchLimits& limits, HostLookup* lookup,
                                            Clock::time_point deadline);

  // One step each; beast::error::timeout, and no way on, when it has not ended at `deadline`.
  boost::asio::awaitable<Error> Write(const Request& request, Clock::time_point deadline);
  boost::asio::awaitable<Error> ReadHeader(Buffer* buffer, Parser* parser,
                                           Clock::time_point deadline);
  boost::asio::awaitable<Error> ReadSome(Buffer* buffer, Parser* parser,
                                         Clock::time_point deadline);

  // Ends a step that waits with an error.
  void Close();

  Endpoint server() const;  // of an open connection
  const Target& target() const { return target_; }

  Failure Fail(const char* reason, std::string_view why) const;

  // The failure of a step that did not give `what`. `reason` is for an error that is neither a
  // timeout, nor a limit, nor of TLS.
  Failure FailedStep(const char* reason, std::string_view what, const Error& error) const;

 private:
  boost::asio::awaitable<MaybeFailure> Connect(const FetchLimits& limits, HostLookup* lookup,
                                               Clock::time_point deadline);
  boost::asio::awaitable<MaybeFailure> ShakeHands(Clock::time_point deadline);

  const Target target_;
  TlsContext& tls_context_;
  boost::beast::tcp_stream tcp_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;  // with https
};

}  // namespace signpost::poller
