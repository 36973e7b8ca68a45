#pragma once

// The tries of flights, over UDP and TCP: begins and ends them, within the limit of sockets.
// Private to this room; owned by one thread.

#include <boost/asio/io_context.hpp>

#include <cstddef>

#include "forward/flight.h"
#include "forward/random_ids.h"
#include "forward/relay.h"
#include "forward/tcp_exchange.h"
#include "forward/try.h"
#include "forward/udp_tries.h"

namespace signpost::forward {

class Tries {
 public:
  Tries(boost::asio::io_context* context, const RelayOptions& options, RelayCounters* counters,
        const TryHandlers& handlers);

  // Asks the upstream at `position` of the flight's order what the flight asks.
  Begun BeginUdp(Flight* flight, size_t position);
  Begun BeginTcp(Flight* flight, size_t position);

  // Ends the open tries of the flight: all, or those of one upstream.
  void EndAll(Flight* flight);
  void EndAt(Flight* flight, size_t position);

 private:
  const Endpoint& EndpointOf(const Flight& flight, size_t position) const;
  bool HasSocketLeft() const { return udp_.socket_count() + tcp_count_ < socket_count_max_; }
  void End(Try* attempt);
  void OnTcpEnd(const AskedAs& asked, TcpExchange::End end);

  boost::asio::io_context& context_;
  const std::shared_ptr<const Upstreams> upstreams_;
  const size_t socket_count_max_;
  RelayCounters& counters_;
  const TryHandlers handlers_;
  RandomIds ids_;
  OctetBudget budget_;
  size_t tcp_count_ = 0;
  UdpTries udp_;
};

}  // namespace signpost::forward
