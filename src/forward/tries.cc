#include "forward/tries.h"

#include <algorithm>
#include <utility>

namespace signpost::forward {

Tries::Tries(boost::asio::io_context* context, const RelayOptions& options, RelayCounters* counters,
             const TryHandlers& handlers)
    : context_(*context),
      upstreams_(options.upstreams),
      socket_count_max_(options.socket_count_max),
      counters_(*counters),
      handlers_(handlers),
      budget_{options.pending_reply_size_max},
      udp_(context, upstreams_->endpoints().size(), &ids_, counters, handlers) {}

const Endpoint& Tries::EndpointOf(const Flight& flight, size_t position) const {
  return upstreams_->endpoints()[flight.order[position]];
}

Begun Tries::BeginUdp(Flight* flight, size_t position) {
  return udp_.Begin(flight, position, flight->order[position], EndpointOf(*flight, position),
                    HasSocketLeft());
}

Begun Tries::BeginTcp(Flight* flight, size_t position) {
  if (!HasSocketLeft()) return Begun::kNoSocket;
  const AskedAs asked{.flight = flight, .position = position, .id = ids_.Next()};
  StoreU16(flight->message.data(), asked.id);
  TcpExchange::Handlers handlers{
      .on_message = [this,
                     asked](Bytes message) { handlers_.on_message(asked, message, Channel::kTcp); },
      .on_end = [this, asked](TcpExchange::End end) { OnTcpEnd(asked, end); }};
  auto exchange = std::make_unique<TcpExchange>(&context_, EndpointOf(*flight, position),
                                                flight->message, &budget_, std::move(handlers));
  flight->open.push_back(
      {.position = position, .id = asked.id, .slot = 0, .tcp = std::move(exchange)});
  ++tcp_count_;
  counters_.tcp_asked.Add();
  return Begun::kYes;
}

void Tries::EndAll(Flight* flight) {
  for (Try& attempt : flight->open) End(&attempt);
  flight->open.clear();
}

void Tries::EndAt(Flight* flight, size_t position) {
  const auto first =
      std::partition(flight->open.begin(), flight->open.end(),
                     [&](const Try& attempt) { return attempt.position != position; });
  std::for_each(first, flight->open.end(), [this](Try& attempt) { End(&attempt); });
  flight->open.erase(first, flight->open.end());
}

void Tries::End(Try* attempt) {
  if (attempt->tcp == nullptr) return udp_.End(*attempt);
  attempt->tcp.reset();
  --tcp_count_;
}

void Tries::OnTcpEnd(const AskedAs& asked, TcpExchange::End end) {
  if (end == TcpExchange::End::kClosed) return handlers_.on_unreachable(asked);
  if (end == TcpExchange::End::kNoRoom) counters_.reply_octets_exceeded.Add();
  handlers_.on_given_up(asked);
}

}  // namespace signpost::forward
