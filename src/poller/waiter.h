#pragma once

// Lets one coroutine wait for what others on its thread change, up to a deadline. Private to this
// room.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace signpost::poller {

class Waiter {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Waiter(boost::asio::io_context* context) : timer_(*context) {}

  // To be called after a change: the coroutine looks at its condition again.
  void Wake() { timer_.cancel(); }

  // Ends all waiting, for good.
  void Stop() {
    is_stopped_ = true;
    timer_.cancel();
  }
  bool is_stopped() const { return is_stopped_; }

  // Waits until `condition` holds. False when `limit` is over before that, or after Stop();
  // stopped, `condition` is not asked any more.
  template <typename Condition>
  boost::asio::awaitable<bool> Until(Condition condition, Clock::duration limit) {
    const auto deadline = Clock::now() + limit;
    while (!is_stopped_ && !condition()) {
      if (Clock::now() >= deadline) co_return false;
      timer_.expires_at(deadline);
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    co_return !is_stopped_;
  }

  boost::asio::awaitable<void> Pause(Clock::duration pause) {
    co_await Until([] { return false; }, pause);
  }

 private:
  boost::asio::steady_timer timer_;
  bool is_stopped_ = false;
};

}  // namespace signpost::poller
