#pragma once

// When to poll next. Pure: times are handed in. Private to this room; owned by the poller's thread.

#include <algorithm>
#include <chrono>
#include <utility>

#include "poller/backoff.h"
#include "poller/limits.h"

namespace signpost::poller {

class PollSchedule {
 public:
  using Clock = std::chrono::steady_clock;

  // `refresh`: from the end of a good poll to the begin of the next. `rest_factor`: how many times
  // as long as it took nobody is asked again, whoever wants it.
  explicit PollSchedule(std::chrono::seconds refresh, int rest_factor = kRestFactor)
      : refresh_(refresh), rest_factor_(rest_factor) {}

  // The first poll may wait until then; without this call it is due at once.
  void StartBy(Clock::time_point time) { next_ = time; }

  // Somebody wants a poll, not before `time`.
  void Want(Clock::time_point time) { wanted_ = std::min(wanted_, time); }

  // When the next poll is due, as things stand.
  Clock::time_point Due() const { return std::max(earliest_, std::min(next_, wanted_)); }

  // A poll begins. True when somebody had wanted it.
  bool Begin(Clock::time_point now) {
    last_start_ = now;
    return std::exchange(wanted_, kNever) != kNever;
  }

  // It has ended. After a failed one the next comes soon, then later and later.
  void End(Clock::time_point now, bool is_good) {
    if (is_good) {
      failures_.Reset();
      earliest_ = now + rest_factor_ * (now - last_start_);
      next_ = now + refresh_;
    } else {
      next_ = now + std::min<Clock::duration>(failures_.Next(), refresh_);
    }
  }

  // Another master is to be asked: what the last one needed does not count.
  void ForgetRest() { earliest_ = {}; }

  Clock::time_point last_start() const { return last_start_; }

 private:
  static constexpr Clock::time_point kNever = Clock::time_point::max();

  const std::chrono::seconds refresh_;
  const int rest_factor_;
  Backoff failures_{BackoffLimits{}};
  Clock::time_point next_{};      // without anybody's wish
  Clock::time_point earliest_{};  // whatever anybody wishes
  Clock::time_point last_start_{};
  Clock::time_point wanted_ = kNever;
};

}  // namespace signpost::poller
