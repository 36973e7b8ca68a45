#include "forward/flight_table.h"

#include <utility>

#include "base/check.h"

namespace signpost::forward {
namespace {

constexpr size_t kIdSize = 2;

// Equal questions have equal keys. Points into `message`.
absl::string_view KeyOf(const std::vector<uint8_t>& message) {
  return {reinterpret_cast<const char*>(message.data()) + kIdSize, message.size() - kIdSize};
}

}  // namespace

FlightTable::FlightTable(const RelayOptions& options, RelayCounters* counters)
    : count_max_(options.forward_count_max),
      count_max_per_client_(options.forward_count_max_per_client),
      counters_(*counters) {}

Failure FlightTable::Admit(const IpNetwork& client) {
  if (waiting_count_ >= count_max_) {
    counters_.too_many.Add();
    return Failure::kTooMany;
  }
  if (!clients_.Add(client, count_max_per_client_)) {
    counters_.too_many_of_client.Add();
    return Failure::kTooMany;
  }
  ++waiting_count_;
  return Failure::kNone;
}

Flight* FlightTable::Join(std::vector<uint8_t> message, Channel channel, Waiter waiter) {
  Flights& flights = FlightsOf(channel);
  if (const auto known = flights.find(KeyOf(message)); known != flights.end()) {
    counters_.joined.Add();
    known->second->waiters.push_back(std::move(waiter));
    return nullptr;
  }
  auto owned = std::make_unique<Flight>();
  Flight* const flight = owned.get();
  flight->message = std::move(message);
  flight->channel = channel;
  flight->waiters.push_back(std::move(waiter));
  flights.emplace(KeyOf(flight->message), std::move(owned));
  return flight;
}

std::unique_ptr<Flight> FlightTable::Finish(Flight* flight, const Answer& answer) {
  Flights& flights = FlightsOf(flight->channel);
  const auto place = flights.find(KeyOf(flight->message));
  SIGNPOST_CHECK(place != flights.end());
  std::unique_ptr<Flight> owned = std::move(place->second);
  flights.erase(place);
  const size_t count = owned->waiters.size();
  waiting_count_ -= count;
  if (answer.failure == Failure::kNone) counters_.replies.Add(count);
  if (answer.failure == Failure::kNoReply) counters_.failures.Add(count);
  for (const Waiter& waiter : owned->waiters) {
    clients_.Remove(waiter.client);
    waiter.done(answer);
  }
  return owned;
}

}  // namespace signpost::forward
