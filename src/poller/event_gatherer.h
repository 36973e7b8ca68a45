#pragma once

// Gathers events, so that many that come together make one table: the first one waits for others
// for kGatherTime at most. Private to this room; runs on the poller's context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <span>
#include <vector>

#include "mesos/event.h"

namespace signpost::poller {

inline constexpr std::chrono::milliseconds kGatherTime{50};

// More than these are not waited with.
inline constexpr size_t kMaxGatheredEvents = 10'000;

class EventGatherer {
 public:
  using Take = std::function<void(std::span<const mesos::Event>)>;

  // `take` gets each batch; never an empty one.
  EventGatherer(boost::asio::io_context* context, Take take)
      : timer_(*context), take_(std::move(take)) {}

  void Add(mesos::Event event) {
    events_.push_back(std::move(event));
    if (events_.size() >= kMaxGatheredEvents) return Flush();
    if (events_.size() > 1) return;
    timer_.expires_after(kGatherTime);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) Flush();
    });
  }

  // Hands over what is there.
  void Flush() {
    timer_.cancel();
    std::vector<mesos::Event> batch;
    batch.swap(events_);
    if (!batch.empty()) take_(batch);
  }

  // Forgets what is there: its stream is gone, and a state will tell.
  void Drop() {
    timer_.cancel();
    events_.clear();
  }

 private:
  boost::asio::steady_timer timer_;
  const Take take_;
  std::vector<mesos::Event> events_;
};

}  // namespace signpost::poller
