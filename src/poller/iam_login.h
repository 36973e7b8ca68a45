#pragma once

// Logs a service account in: POST of {"uid", "token"} to its endpoint, where the token is one we
// sign, {"uid", "exp"}; the answer {"token"} has the one that masters take. Private to this room;
// runs on the poller's context.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

#include "poller/failure.h"
#include "poller/http_exchange.h"
#include "poller/iam_account.h"

namespace signpost::poller {

struct IamToken {
  std::string text;
  std::chrono::system_clock::time_point end;  // its claim "exp"; without one it has no end
};

// Asks through `exchange`. The failure names the endpoint and is "login" when its answer is no
// token; a redirect is not followed.
boost::asio::awaitable<Outcome<IamToken>> LogIn(const IamAccount& account, HttpExchange* exchange,
                                                HttpExchange::Clock::time_point deadline);

}  // namespace signpost::poller
