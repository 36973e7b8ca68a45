#include "forward/relay.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "forward/deadlines.h"
#include "forward/flight.h"
#include "forward/flight_table.h"
#include "forward/reply_check.h"
#include "forward/tries.h"
#include "forward/upstream_health.h"
#include "forward/upstream_query.h"

namespace signpost::forward {
namespace {

using Clock = Flight::Clock;

}  // namespace

class Relay::Implementation {
 public:
  Implementation(boost::asio::io_context* context, const RelayOptions& options,
                 RelayCounters* counters)
      : options_(options),
        counters_(*counters),
        health_(options.upstreams->endpoints().size()),
        tries_(context, options, counters, Handlers()),
        flights_(options, counters),
        deadlines_(context, [this](Flight* flight) { OnDeadline(flight); }) {}

  void Ask(Bytes message, const wire::Query& query, const IpAddress& client, Channel channel,
           Done done) {
    counters_.queries.Add();
    const auto upstreams = options_.upstreams->Find(query.canonical_name());
    const IpNetwork network = ClientNetwork(client);
    const Failure failure = upstreams.empty() ? Failure::kNoUpstream : flights_.Admit(network);
    if (failure != Failure::kNone) {
      if (failure == Failure::kNoUpstream) counters_.failures.Add();
      return done({.query = message, .failure = failure});
    }
    Flight* const flight = flights_.Join(UpstreamQuery(message, query), channel,
                                         {.client = network, .done = std::move(done)});
    if (flight != nullptr) Begin(flight, upstreams);
  }

 private:
  TryHandlers Handlers() {
    return {.on_message = [this](const AskedAs& asked, Bytes message,
                                 Channel channel) { OnMessage(asked, message, channel); },
            .on_unreachable =
                [this](const AskedAs& asked) { OnUnreachable(asked.flight, asked.position); },
            .on_given_up = [this](const AskedAs& asked) { GiveUp(asked.flight, asked.position); }};
  }

  // ---- from the question to its end ----

  void Begin(Flight* flight, std::span<const Upstreams::Index> upstreams) {
    health_.Order(upstreams, &flight->order);
    PrepareTries(options_.timeout, options_.try_interval_max, flight);
    const Clock::time_point now = Clock::now();
    flight->end = now + options_.timeout;
    Probe(flight, now);
    BeginNextTry(flight, now);
  }

  // Sees whether bad upstreams have recovered, beside the one that is asked in earnest.
  void Probe(Flight* flight, Clock::time_point now) {
    for (size_t position = 1; position < flight->order.size(); ++position) {
      if (health_.TakeProbe(flight->order[position], now)) BeginTry(flight, position);
    }
  }

  // Asks the next upstream whose turn it is. May end the flight.
  void BeginNextTry(Flight* flight, Clock::time_point now) {
    while (flight->tries_begun < flight->tries_max) {
      const size_t position = flight->tries_begun++ % flight->order.size();
      if (flight->is_over[position]) continue;
      const Begun begun = BeginTry(flight, position);
      if (begun == Begun::kUnreachable) {
        MarkBad(flight, position);
        MarkOver(position, flight);
        continue;
      }
      if (begun == Begun::kNoSocket && flight->open.empty()) {
        counters_.no_socket.Add(flight->waiters.size());
        return Finish(flight, {.query = flight->message, .failure = Failure::kTooMany});
      }
      flight->last_position.reset();
      if (begun == Begun::kYes) flight->last_position = position;
      return deadlines_.Set(flight, std::min(now + flight->interval, flight->end));
    }
    if (flight->open.empty()) return FinishWithFallback(flight);
    flight->last_position.reset();
    deadlines_.Set(flight, flight->end);
  }

  void OnDeadline(Flight* flight) {
    const Clock::time_point now = Clock::now();
    if (flight->last_position && !flight->is_over[*flight->last_position]) {
      counters_.silent.Add();
      health_.AnsweredBadly(flight->order[*flight->last_position], now);
    }
    if (now >= flight->end) return FinishWithFallback(flight);
    BeginNextTry(flight, now);
  }

  void FinishWithFallback(Flight* flight) { Finish(flight, AnswerOfFallback(*flight)); }

  void Finish(Flight* flight, const Answer& answer) {
    deadlines_.Remove(flight);
    const std::unique_ptr<Flight> ended = flights_.Finish(flight, answer);
    tries_.EndAll(flight);
  }

  // ---- tries ----

  // A TCP client's query goes over TCP where UDP stays silent. Whoever sends forged replies must
  // not be able to bring that about (RFC 5452 §9).
  Begun BeginTry(Flight* flight, size_t position) {
    const bool over_tcp =
        flight->channel == Channel::kTcp && flight->was_asked[position] && !flight->has_foreign;
    flight->was_asked[position] = true;
    return over_tcp ? tries_.BeginTcp(flight, position) : tries_.BeginUdp(flight, position);
  }

  void MarkBad(const Flight* flight, size_t position) {
    health_.AnsweredBadly(flight->order[position], Clock::now());
  }

  // Nothing more is to be had from this upstream: on to one that was not asked yet.
  void GiveUp(Flight* flight, size_t position) {
    MarkOver(position, flight);
    tries_.EndAt(flight, position);
    const bool has_unasked = flight->tries_begun < flight->order.size();
    if (has_unasked || flight->over_count == flight->order.size()) {
      BeginNextTry(flight, Clock::now());
    }
  }

  // ---- what comes back ----

  void OnUnreachable(Flight* flight, size_t position) {
    counters_.unreachable.Add();
    MarkBad(flight, position);
    GiveUp(flight, position);
  }

  void OnMessage(const AskedAs& asked, Bytes message, Channel channel) {
    const auto [flight, position, id] = asked;
    StoreU16(flight->message.data(), id);
    const ReplyFacts facts = CheckReply(flight->message, message);
    switch (facts.kind) {
      case ReplyKind::kForeign:
        flight->has_foreign = true;
        return counters_.foreign.Add();
      case ReplyKind::kMalformed:
        return counters_.malformed.Add();
      case ReplyKind::kTruncated:
        return OnTruncated(flight, position, message.first(facts.size), channel);
      case ReplyKind::kWhole:
        return OnReply(flight, position, message.first(facts.size), facts.rcode);
    }
  }

  void OnTruncated(Flight* flight, size_t position, Bytes reply, Channel channel) {
    health_.AnsweredWell(flight->order[position]);
    if (channel == Channel::kTcp) {
      return Finish(flight, {.query = flight->message, .reply = reply, .is_truncated = true});
    }
    counters_.truncated.Add();
    KeepFallback(Fallback::kTruncated, reply, flight);
    tries_.EndAt(flight, position);
    if (tries_.BeginTcp(flight, position) != Begun::kYes) GiveUp(flight, position);
  }

  void OnReply(Flight* flight, size_t position, Bytes reply, wire::Rcode rcode) {
    if (rcode == wire::Rcode::kServFail) {
      counters_.servfail.Add();
      return OnBadReply(flight, position, Fallback::kServFail, reply);
    }
    if (rcode == wire::Rcode::kRefused) {
      counters_.refused.Add();
      ++flight->refused_count;
      return OnBadReply(flight, position, Fallback::kRefused, reply);
    }
    health_.AnsweredWell(flight->order[position]);
    Finish(flight, {.query = flight->message, .reply = reply});
  }

  void OnBadReply(Flight* flight, size_t position, Fallback fallback, Bytes reply) {
    KeepFallback(fallback, reply, flight);
    MarkBad(flight, position);
    GiveUp(flight, position);
  }

  const RelayOptions options_;
  RelayCounters& counters_;
  UpstreamHealth health_;
  Tries tries_;
  FlightTable flights_;  // they hold tries
  Deadlines deadlines_;
};

Relay::Relay(boost::asio::io_context* context, const RelayOptions& options, RelayCounters* counters)
    : implementation_(std::make_unique<Implementation>(context, options, counters)) {}

Relay::~Relay() = default;

void Relay::Ask(Bytes message, const wire::Query& query, const IpAddress& client, Channel channel,
                Done done) {
  implementation_->Ask(message, query, client, channel, std::move(done));
}

}  // namespace signpost::forward
