#pragma once

// Asks masters: with the credentials they may have, and once more when a token is refused. Private
// to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <vector>

#include "base/endpoint.h"
#include "poller/credentials.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/http_exchange.h"
#include "poller/http_security.h"
#include "poller/limits.h"
#include "poller/location.h"

namespace signpost::poller {

// The head of an answer, and who gave it.
struct HttpOpening {
  HttpHead head;
  Endpoint server;
};

class HttpClient {
 public:
  using Clock = std::chrono::steady_clock;

  // Without `security`: plain HTTP, no credentials. `context`
  // must outlive it.
  HttpClient(boost::asio::io_context* context, const FetchLimits& limits,
             std::shared_ptr<const HttpSecurity> security = nullptr, NameServers name_servers = {});

  // Credentials::SetKnownMasters.
  void SetKnownMasters(const std::vector<HostPort>& masters) {
    credentials_.SetKnownMasters(masters);
  }

  // For requests of this client, which must outlive it.
  HttpExchange NewExchange();

  // Sends `request`, whose authorization is filled in, to `target` over `exchange`. Gives the head
  // of an answer of status 200 or of a redirect with a Location; everything else is a failure, of
  // reason "status" with its http_status for another status.
  boost::asio::awaitable<Outcome<HttpOpening>> Open(HttpExchange* exchange, Target target,
                                                    HttpRequest request,
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
