#include "forward/deadlines.h"

#include <utility>

#include "forward/flight.h"

namespace signpost::forward {

Deadlines::Deadlines(boost::asio::io_context* context, std::function<void(Flight*)> on_deadline)
    : on_deadline_(std::move(on_deadline)), timer_(*context) {}

void Deadlines::Set(Flight* flight, Clock::time_point time) {
  Remove(flight);
  flight->deadline = queue_.emplace(time, flight);
  // An armed timer may fire too early, when its flight has ended; too late only before a new first.
  if (!is_armed_ || time < timer_.expiry()) Arm();
}

void Deadlines::Remove(Flight* flight) {
  if (!flight->deadline) return;
  queue_.erase(*flight->deadline);
  flight->deadline.reset();
}

void Deadlines::Arm() {
  is_armed_ = !queue_.empty();
  if (!is_armed_) return;
  timer_.expires_at(queue_.begin()->first);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) OnTimer();
  });
}

void Deadlines::OnTimer() {
  const Clock::time_point now = Clock::now();
  while (!queue_.empty() && queue_.begin()->first <= now) {
    Flight* const flight = queue_.begin()->second;
    Remove(flight);
    on_deadline_(flight);
  }
  Arm();
}

}  // namespace signpost::forward
