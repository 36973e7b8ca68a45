#pragma once

// A POST to a master whose answer is a stream: the API's SUBSCRIBE. Its octets come as the master
// sends them; the caller takes the records out (RecordIO). Private to this room; runs on the
// poller's context.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/http_client.h"
#include "poller/http_exchange.h"
#include "poller/location.h"

namespace signpost::poller {

struct HttpStreamStart {
  std::string location{};  // of a redirect (FollowLocation); empty: the stream is open
  Endpoint server;         // who answered
};

class HttpStream {
 public:
  using Clock = std::chrono::steady_clock;

  // `client` must outlive the stream.
  explicit HttpStream(HttpClient* client) : client_(*client), exchange_(client->NewExchange()) {}

  // POSTs `json` to `target` and waits for the head of the answer, within the client's limits for
  // the lookup, the connection, the handshake, the login and the first octets. A status that is
  // neither 200 nor a redirect is the failure "status" with its http_status. May be called again.
  boost::asio::awaitable<Outcome<HttpStreamStart>> Open(Target target, std::string json);

  // The next octets of an open stream, at least one, chunks taken apart; valid until the next call.
  // Fails with "timeout" when none comes until `deadline`, and with "body" when the stream ends:
  // an event stream has no end of its own. There is no way on from a failure but Open().
  boost::asio::awaitable<Outcome<std::string_view>> ReadSome(Clock::time_point deadline);

  // Ends the connection. A call that waits fails; the stream must live until it has.
  void Close() { exchange_.Close(); }

 private:
  HttpClient& client_;
  HttpExchange exchange_;
};

}  // namespace signpost::poller
