#include "forward/relay.h"

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "forward/flight.h"
#include "forward/random_ids.h"
#include "forward/reply_check.h"
#include "forward/upstream_query.h"

namespace signpost::forward {
namespace {

using Clock = Flight::Clock;

constexpr size_t kIdSize = 2;
constexpr size_t kSlotsAtOnce = 64;

// Equal questions have equal keys. Points into `message`.
absl::string_view KeyOf(const std::vector<uint8_t>& message) {
  return {reinterpret_cast<const char*>(message.data()) + kIdSize, message.size() - kIdSize};
}

}  // namespace

class Relay::Implementation {
 public:
  Implementation(boost::asio::io_context* context, const RelayOptions& options,
                 RelayCounters* counters)
      : context_(*context),
        options_(options),
        counters_(*counters),
        health_(options.upstreams->endpoints().size()),
        budget_{options.pending_reply_size_max},
        deadlines_(context, [this](Flight* flight) { OnDeadline(flight); }),
        ready_(*context, udp_.descriptor()),
        buffer_(wire::kMessageSizeMax) {
    WaitForReplies();
  }

  ~Implementation() { ready_.release(); }  // it is udp_'s

  void Ask(Bytes message, const wire::Query& query, const IpAddress& client, Channel channel,
           Done done) {
    counters_.queries.Add();
    const auto upstreams = options_.upstreams->Find(query.canonical_name());
    const IpNetwork network = ClientNetwork(client);
    const Failure failure = upstreams.empty() ? Failure::kNoUpstream : Admit(network);
    if (failure != Failure::kNone) {
      if (failure == Failure::kNoUpstream) counters_.failures.Add();
      return done({.query = message, .failure = failure});
    }
    std::vector<uint8_t> upstream_query = UpstreamQuery(message, query);
    Waiter waiter{.client = network, .done = std::move(done)};
    auto& flights = FlightsOf(channel);
    if (const auto known = flights.find(KeyOf(upstream_query)); known != flights.end()) {
      counters_.joined.Add();
      known->second->waiters.push_back(std::move(waiter));
      return;
    }
    Begin(std::move(upstream_query), channel, upstreams, std::move(waiter));
  }

 private:
  using Flights = absl::flat_hash_map<absl::string_view, std::unique_ptr<Flight>>;  // by KeyOf()

  // The try that a UDP socket belongs to. No flight: it is idle.
  struct SlotUse {
    Flight* flight = nullptr;
    size_t position = 0;
    uint16_t id = 0;
  };

  enum class Begun { kYes, kUnreachable, kNoSocket };

  Flights& FlightsOf(Channel channel) { return flights_[channel == Channel::kTcp ? 1 : 0]; }

  const Endpoint& EndpointOf(const Flight& flight, size_t position) const {
    return options_.upstreams->endpoints()[flight.order[position]];
  }

  // ---- from the question to its end ----

  // Counts the client's query, unless a limit is in the way.
  Failure Admit(const IpNetwork& client) {
    if (waiting_count_ >= options_.forward_count_max) {
      counters_.too_many.Add();
      return Failure::kTooMany;
    }
    if (!clients_.Add(client, options_.forward_count_max_per_client)) {
      counters_.too_many_of_client.Add();
      return Failure::kTooMany;
    }
    ++waiting_count_;
    return Failure::kNone;
  }

  void Begin(std::vector<uint8_t> message, Channel channel,
             std::span<const Upstreams::Index> upstreams, Waiter waiter) {
    auto owned = std::make_unique<Flight>();
    Flight* const flight = owned.get();
    flight->message = std::move(message);
    flight->channel = channel;
    flight->waiters.push_back(std::move(waiter));
    health_.Order(upstreams, &flight->order);
    flight->was_asked.resize(upstreams.size());
    flight->is_over.resize(upstreams.size());
    flight->tries_max = TriesMax(upstreams.size());
    flight->interval = std::min<Clock::duration>(options_.timeout / (flight->tries_max + 1),
                                                 options_.try_interval_max);
    const Clock::time_point now = Clock::now();
    flight->end = now + options_.timeout;
    FlightsOf(channel).emplace(KeyOf(flight->message), std::move(owned));
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
        MarkOver(flight, position);
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
    const auto flights = &FlightsOf(flight->channel);
    const auto place = flights->find(KeyOf(flight->message));
    SIGNPOST_CHECK(place != flights->end());
    const std::unique_ptr<Flight> owned = std::move(place->second);
    flights->erase(place);
    deadlines_.Remove(flight);
    waiting_count_ -= flight->waiters.size();
    if (answer.failure == Failure::kNone) counters_.replies.Add(flight->waiters.size());
    if (answer.failure == Failure::kNoReply) counters_.failures.Add(flight->waiters.size());
    for (const Waiter& waiter : flight->waiters) {
      clients_.Remove(waiter.client);
      waiter.done(answer);
    }
    for (Try& attempt : flight->open) CloseTry(&attempt);
  }

  // ---- tries ----

  // A TCP client's query goes over TCP where UDP stays silent. Whoever sends forged replies must
  // not be able to bring that about (RFC 5452 §9).
  Begun BeginTry(Flight* flight, size_t position) {
    const bool over_tcp =
        flight->channel == Channel::kTcp && flight->was_asked[position] && !flight->has_foreign;
    flight->was_asked[position] = true;
    return over_tcp ? BeginTcpTry(flight, position) : BeginUdpTry(flight, position);
  }

  bool HasSocketLeft() const { return udp_.count() + tcp_count_ < options_.socket_count_max; }

  Begun BeginUdpTry(Flight* flight, size_t position) {
    if (!HasSocketLeft()) return Begun::kNoSocket;
    const uint16_t id = ids_.Next();
    StoreU16(flight->message.data(), id);
    UdpSockets::Slot slot = 0;
    switch (udp_.Send(EndpointOf(*flight, position), flight->message, &slot)) {
      case UdpSockets::SendResult::kNoSocket:
        return Begun::kNoSocket;
      case UdpSockets::SendResult::kUnreachable:
        return Begun::kUnreachable;
      case UdpSockets::SendResult::kSent:
        break;
    }
    counters_.udp_asked.Add();
    if (slot >= slot_uses_.size()) slot_uses_.resize(slot + size_t{1});
    slot_uses_[slot] = {.flight = flight, .position = position, .id = id};
    flight->open.push_back({.position = position, .id = id, .slot = slot, .tcp = nullptr});
    return Begun::kYes;
  }

  Begun BeginTcpTry(Flight* flight, size_t position) {
    if (!HasSocketLeft()) return Begun::kNoSocket;
    const uint16_t id = ids_.Next();
    StoreU16(flight->message.data(), id);
    counters_.tcp_asked.Add();
    ++tcp_count_;
    TcpExchange::Handlers handlers{
        .on_message = [this, flight, position,
                       id](Bytes message) { OnTcpMessage(flight, position, id, message); },
        .on_end = [this, flight,
                   position](TcpExchange::End end) { OnTcpEnd(flight, position, end); }};
    auto exchange = std::make_unique<TcpExchange>(&context_, EndpointOf(*flight, position),
                                                  flight->message, &budget_, std::move(handlers));
    flight->open.push_back({.position = position, .id = id, .slot = 0, .tcp = std::move(exchange)});
    return Begun::kYes;
  }

  void CloseTry(Try* attempt) {
    if (attempt->tcp != nullptr) {
      attempt->tcp.reset();
      --tcp_count_;
    } else {
      slot_uses_[attempt->slot].flight = nullptr;
      udp_.Release(attempt->slot);
    }
  }

  void CloseTriesOf(Flight* flight, size_t position) {
    const auto first =
        std::partition(flight->open.begin(), flight->open.end(),
                       [&](const Try& attempt) { return attempt.position != position; });
    std::for_each(first, flight->open.end(), [this](Try& attempt) { CloseTry(&attempt); });
    flight->open.erase(first, flight->open.end());
  }

  void MarkBad(const Flight* flight, size_t position) {
    health_.AnsweredBadly(flight->order[position], Clock::now());
  }

  static void MarkOver(Flight* flight, size_t position) {
    if (flight->is_over[position]) return;
    flight->is_over[position] = true;
    ++flight->over_count;
  }

  // Nothing more is to be had from this upstream: on to one that was not asked yet.
  void GiveUp(Flight* flight, size_t position) {
    MarkOver(flight, position);
    CloseTriesOf(flight, position);
    const bool has_unasked = flight->tries_begun < flight->order.size();
    if (has_unasked || flight->over_count == flight->order.size()) {
      BeginNextTry(flight, Clock::now());
    }
  }

  // ---- what comes back ----

  void WaitForReplies() {
    ready_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (!error) OnReady();
                      });
  }

  void OnReady() {
    std::array<UdpSockets::Slot, kSlotsAtOnce> slots;
    const size_t count = udp_.Ready(slots);
    for (size_t i = 0; i < count; ++i) ReadSocket(slots[i]);
    WaitForReplies();
  }

  void ReadSocket(UdpSockets::Slot slot) {
    for (size_t i = 0; i < kDatagramsPerTurn; ++i) {
      const SlotUse use = slot_uses_[slot];
      if (use.flight == nullptr) return;
      Bytes received;
      switch (udp_.Receive(slot, buffer_, &received)) {
        case UdpSockets::ReceiveResult::kNothing:
          return;
        case UdpSockets::ReceiveResult::kUnreachable:
          return OnUnreachable(use.flight, use.position);
        case UdpSockets::ReceiveResult::kReceived:
          OnMessage(use.flight, use.position, use.id, received, Channel::kUdp);
      }
    }
  }

  void OnTcpMessage(Flight* flight, size_t position, uint16_t id, Bytes message) {
    OnMessage(flight, position, id, message, Channel::kTcp);
  }

  void OnTcpEnd(Flight* flight, size_t position, TcpExchange::End end) {
    if (end == TcpExchange::End::kClosed) return OnUnreachable(flight, position);
    if (end == TcpExchange::End::kNoRoom) counters_.reply_octets_exceeded.Add();
    GiveUp(flight, position);
  }

  void OnUnreachable(Flight* flight, size_t position) {
    counters_.unreachable.Add();
    MarkBad(flight, position);
    GiveUp(flight, position);
  }

  void OnMessage(Flight* flight, size_t position, uint16_t id, Bytes message, Channel channel) {
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
    CloseTriesOf(flight, position);
    if (BeginTcpTry(flight, position) != Begun::kYes) GiveUp(flight, position);
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

  boost::asio::io_context& context_;
  const RelayOptions options_;
  RelayCounters& counters_;
  RandomIds ids_;
  UpstreamHealth health_;
  ClientCounts clients_;
  size_t waiting_count_ = 0;
  UdpSockets udp_;
  std::vector<SlotUse> slot_uses_;  // by slot
  OctetBudget budget_;
  size_t tcp_count_ = 0;
  std::array<Flights, 2> flights_;  // over UDP, over TCP
  Deadlines deadlines_;
  boost::asio::posix::stream_descriptor ready_;
  std::vector<uint8_t> buffer_;
};

Relay::Relay(boost::asio::io_context* context, const RelayOptions& options, RelayCounters* counters)
    : implementation_(std::make_unique<Implementation>(context, options, counters)) {}

Relay::~Relay() = default;

void Relay::Ask(Bytes message, const wire::Query& query, const IpAddress& client, Channel channel,
                Done done) {
  implementation_->Ask(message, query, client, channel, std::move(done));
}

}  // namespace signpost::forward
