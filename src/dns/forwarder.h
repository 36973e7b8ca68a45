#pragma once

// Forwards queries for names outside the zone: who may, to whom through the relay, and what clients
// get. Private to this room; owned by one worker's thread.

#include <functional>
#include <optional>
#include <vector>

#include "dns/forwarder_options.h"
#include "dns/responder.h"
#include "forward/relay.h"

namespace signpost::dns {

// What is forwarded is counted as a reply by `responder`; the relay and we count the rest.
struct alignas(kCacheLine) ForwarderCounters {
  Counter prohibited;  // queries of clients that may not forward
};

class Forwarder {
 public:
  // Takes the reply, which is valid during the call.
  using Send = std::function<void(Bytes reply)>;

  // `context` and `responder` outlive it.
  Forwarder(boost::asio::io_context* context, const ForwarderOptions& options,
            const ResponderOptions& responder_options, Responder* responder);

  // Answers `message`, of which Responder::Respond() said kForward, of the client at `client`.
  // `send` is called once, perhaps before Forward() returns, or never, if this is destroyed before.
  void Forward(Bytes message, Transport transport, const IpAddress& client, Send send);

  // Queries that nobody has answered yet.
  size_t waiting_count() const { return waiting_count_; }

  const ForwarderCounters& counters() const { return counters_; }
  const forward::RelayCounters& relay_counters() const { return relay_counters_; }

 private:
  // How a reply gets to its client.
  struct Way {
    uint16_t id;
    Transport transport;
    std::optional<ReplyCookie> cookie;
    Send send;

    Bytes CookieOption() const { return cookie ? Bytes(*cookie) : Bytes(); }
  };

  void Refuse(Bytes message, const wire::Query& query, const Way& way);
  void Reply(const forward::Answer& answer, const Way& way);

  const ForwarderOptions options_;
  const ResponderOptions responder_options_;
  Responder& responder_;
  std::vector<uint8_t> reply_;
  size_t waiting_count_ = 0;
  ForwarderCounters counters_;
  forward::RelayCounters relay_counters_;
  forward::Relay relay_;
};

}  // namespace signpost::dns
