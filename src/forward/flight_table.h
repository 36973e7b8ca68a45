#pragma once

// The flights of a relay and the clients that wait for them, within the limits of both. Private to
// this room; owned by one thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "forward/client_counts.h"
#include "forward/flight.h"
#include "forward/relay.h"

namespace signpost::forward {

class FlightTable {
 public:
  FlightTable(const RelayOptions& options, RelayCounters* counters);

  // Counts one more query of `client`, unless a limit is in the way.
  Failure Admit(const IpNetwork& client);

  // Lets an admitted client wait for what `message` asks (its id is left out). Returns the flight
  // if it is a new one, null if an equal question is on its way already.
  Flight* Join(std::vector<uint8_t> message, Channel channel, Waiter waiter);

  // Takes the flight out and tells all who wait for it, who may ask anew.
  std::unique_ptr<Flight> Finish(Flight* flight, const Answer& answer);

 private:
  using Flights = absl::flat_hash_map<absl::string_view, std::unique_ptr<Flight>>;

  Flights& FlightsOf(Channel channel) { return flights_[channel == Channel::kTcp ? 1 : 0]; }

  const size_t count_max_;
  const size_t count_max_per_client_;
  RelayCounters& counters_;
  ClientCounts clients_;
  size_t waiting_count_ = 0;
  std::array<Flights, 2> flights_;  // over UDP, over TCP; by what is asked
};

}  // namespace signpost::forward
