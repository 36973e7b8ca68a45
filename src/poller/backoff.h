#pragma once

// How long to wait before the next attempt: longer each time, and never just as long as others
// wait. Private to this room; owned by one thread.

#include <chrono>
#include <random>

namespace signpost::poller {

struct BackoffLimits {
  std::chrono::milliseconds first{500};
  std::chrono::milliseconds last{15'000};
};

class Backoff {
 public:
  // 0 < first <= last.
  explicit Backoff(const BackoffLimits& limits) : limits_(limits), whole_(limits.first) {}

  // From half of `first` to all of it; the next time of twice as much, up to `last`.
  std::chrono::milliseconds Next();

  // An attempt has succeeded.
  void Reset() { whole_ = limits_.first; }

 private:
  const BackoffLimits limits_;
  std::chrono::milliseconds whole_;
  std::minstd_rand random_{std::random_device()()};
};

}  // namespace signpost::poller
