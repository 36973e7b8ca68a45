#pragma once

// Asks masters: with the credentials they may have, and once more when a token is refused. Private
// to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <utility>
#include <vector>

#include "base/endpoint.h"
#include "poller/credentials.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/http_exchange.h"
#include "poller/http_security.h"
#include "poller/limits.h"

namespace signpost::poller {

class HttpClient {
 public:
  using Clock = std::chrono::steady_clock;

  // Without `security`: plain HTTP, no credentials. `context` must outlive it.
  HttpClient(boost::asio::io_context* context, const FetchLimits& limits,
             std::shared_ptr<const HttpSecurity> security = nullptr);

  // Credentials::SetKnownMasters.
  void SetKnownMasters(std::vector<HostPort> masters) {
    credentials_.SetKnownMasters(std::move(masters));
  }

  // For requests of this client, which must outlive it.
  HttpExchange NewExchange();

  // Opens `exchange` with `request`, whose authorization is filled in. Gives the head of an answer
  // of status 200 or of a redirect with a Location; everything else is a failure, of reason
  // "status" with its http_status for another status.
  boost::asio::awaitable<Outcome<HttpHead>> Open(HttpExchange* exchange, HttpRequest request,
                                                 Clock::time_point deadline);

  // mesosHTTPSOn, and whether certificates are looked at (insecureSkipVerify).
  bool is_https() const;
  bool is_verifying() const;

  const FetchLimits& limits() const { return limits_; }

 private:
  boost::asio::io_context& context_;
  const FetchLimits limits_;
  const std::shared_ptr<const HttpSecurity> security_;
  HostLookup lookup_;
  Credentials credentials_;
};

}  // namespace signpost::poller
