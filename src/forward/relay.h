#pragma once

// Asks other servers for names of others, on behalf of clients.
//
// A query goes to an upstream from a fresh port (udp_tries.h) and with a fresh random id; what
// comes back counts only if everything matches (reply_check.h), and the wait goes on past what does
// not. Silence, SERVFAIL and REFUSED make it ask the next upstream; an earlier one may still
// answer. A truncated reply is asked for again over TCP. Queries that are equal but for their ids
// and are in flight are asked once. Nothing is remembered of answers, only which upstreams answer
// well.
//
// Everything is bounded: limits.h. One relay for each worker; owned by its thread, the counters may
// be read by any.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/counters.h"
#include "base/endpoint.h"
#include "forward/limits.h"
#include "forward/upstreams.h"
#include "wire/query_reader.h"

namespace boost::asio {
class io_context;
}

namespace signpost::forward {

struct RelayOptions {
  std::shared_ptr<const Upstreams> upstreams = nullptr;  // must be given

  // From the client's query to the last moment at which it is answered.
  std::chrono::milliseconds timeout{4'500};

  // Until the next upstream is asked beside a silent one; see limits.h.
  std::chrono::milliseconds try_interval_max = kTryIntervalMax;

  // Of this relay; see limits.h.
  size_t forward_count_max = kMaxForwards;
  size_t forward_count_max_per_client = kMaxForwardsPerClient;
  size_t socket_count_max = kMaxUpstreamSockets;
  size_t pending_reply_size_max = kMaxPendingReplySize;
};

struct alignas(kCacheLine) RelayCounters {
  Counter queries;                // of clients
  Counter joined;                 // of these, asked together with an equal one
  Counter replies;                // of upstreams that clients got
  Counter failures;               // of queries without one, for which no limit was in the way
  Counter too_many;               // refused at forward_count_max
  Counter too_many_of_client;     // refused at forward_count_max_per_client
  Counter no_socket;              // refused at socket_count_max, or by the system
  Counter reply_octets_exceeded;  // TCP replies given up at pending_reply_size_max
  Counter unsent;                 // queries to upstreams that the system did not take
  Counter udp_asked;              // queries sent to upstreams
  Counter udp_shared;             // of these, from a port that another one of that turn has
  Counter tcp_asked;
  Counter silent;       // tries without a reply when the next one was due
  Counter unreachable;  // tries that the upstream's machine refused, or that it closed
  Counter servfail;     // replies that made us ask the next upstream
  Counter refused;
  Counter truncated;  // replies over UDP with TC
  Counter foreign;    // messages that did not match and were ignored
  Counter malformed;  // replies that could not be read and were ignored
};

enum class Channel { kUdp, kTcp };

// Why a client gets no reply of an upstream.
enum class Failure {
  kNone,
  kTooMany,     // a limit
  kNoUpstream,  // none is configured for the name
  kNoReply,     // none replied in time, or none as it should
};

struct Answer {
  Bytes query = {};  // what was asked: the client's message without its id and hop-by-hop options
  Bytes reply = {};  // the upstream's, whose id means nothing; empty on failure
  bool is_truncated = false;  // only the question of `reply` is worth something
  Failure failure = Failure::kNone;
};

class Relay {
 public:
  // Is called once; its argument is valid during the call. It must not destroy the relay.
  using Done = std::function<void(const Answer& answer)>;

  // `context` and `counters` outlive the relay.
  Relay(boost::asio::io_context* context, const RelayOptions& options, RelayCounters* counters);
  ~Relay();  // queries that still wait are never answered

  // Asks for the client at `client`. `query` was read from `message` without a fault. `done` may be
  // called before Ask() returns, and is called within the timeout.
  void Ask(Bytes message, const wire::Query& query, const IpAddress& client, Channel channel,
           Done done);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::forward
