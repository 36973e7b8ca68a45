#pragma once

// One HTTP GET within limits. Private to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>

#include <string>

#include "base/endpoint.h"
#include "poller/body_allowance.h"
#include "poller/failure.h"
#include "poller/http_client.h"
#include "poller/location.h"

namespace signpost::poller {

struct HttpAnswer {
  std::string location{};  // of a redirect; empty: there is a body
  std::string body{};      // unpacked
  Endpoint server;         // who answered
};

// Asks for `target` over `exchange` and reads the whole answer. Never waits longer than the
// client's limits say. The failure names the target; a status that is neither 200 nor a redirect is
// one. All must outlive the call; Close() of the exchange ends it early.
boost::asio::awaitable<Outcome<HttpAnswer>> HttpGet(Target target, HttpClient* client,
                                                    HttpExchange* exchange,
                                                    const BodyAllowance* allowance);

}  // namespace signpost::poller
