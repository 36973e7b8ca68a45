#pragma once

// When to look after which flight next: many deadlines on one timer. Private to this room; owned by
// one thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>

namespace signpost::forward {

struct Flight;

class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;
  using Queue = std::multimap<Clock::time_point, Flight*>;

  // Calls `on_deadline` with each flight whose time has come; it stands in no queue then.
  Deadlines(boost::asio::io_context* context, std::function<void(Flight*)> on_deadline);

  // A flight has one deadline at most: its earlier one is taken back.
  void Set(Flight* flight, Clock::time_point time);
  void Remove(Flight* flight);

 private:
  void Arm();
  void OnTimer();

  const std::function<void(Flight*)> on_deadline_;
  boost::asio::steady_timer timer_;
  bool is_armed_ = false;
  Queue queue_;
};

}  // namespace signpost::forward
