#pragma once

// One HTTP GET within limits. Private to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "poller/body_allowance.h"
#include "poller/failure.h"
#include "poller/http_client.h"
#include "poller/location.h"

namespace signpost::poller {

// Takes a body while it arrives. The failures' messages are for "HOST:PORT/PATH: ".
class BodyTaker {
 public:
  virtual ~BodyTaker() = default;

  // It begins: how it is encoded, and how many octets of text are allowed.
  virtual void Begin(std::string_view encoding, uint64_t size_max) = 0;
  virtual std::optional<Failure> Add(std::string_view octets) = 0;
  virtual std::optional<Failure> Finish() = 0;
};

struct HttpAnswer {
  std::string location{};  // of a redirect; empty: there is a body
  Endpoint server;         // who answered
};

// Asks for `target` over `exchange` and reads the whole answer; its body goes to `body`. Never
// waits longer than the client's limits say. The failure names the target; a status that is neither
// 200 nor a redirect is one. All must outlive the call; Close() of the exchange ends it early.
boost::asio::awaitable<Outcome<HttpAnswer>> HttpGet(Target target, HttpClient* client,
                                                    HttpExchange* exchange,
                                                    const BodyAllowance* allowance,
                                                    BodyTaker* body);

}  // namespace signpost::poller
