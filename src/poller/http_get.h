#pragma once

// One HTTP GET within limits. Private to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>

#include <string>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/limits.h"
#include "poller/location.h"

namespace signpost::poller {

struct HttpAnswer {
  unsigned status = 0;
  std::string location;  // of a redirect that has one
  std::string body;      // unpacked; only of status 200
  Endpoint server;       // who answered
};

// Asks for `target` and reads the whole answer. Never waits longer than `limits` say. The failure
// names the target. `lookup` must outlive the call.
boost::asio::awaitable<Outcome<HttpAnswer>> HttpGet(Target target, FetchLimits limits,
                                                    HostLookup* lookup);

}  // namespace signpost::poller
