#pragma once

// Remembers which upstreams answer well. One for each relay; owned by its thread. Private to this
// room.
//
// An upstream counts as bad after kBadAnswersMax bad answers in a row, until its next good one.
// Bad ones are asked behind the others, and from time to time beside them: no client waits for
// that.

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "forward/upstreams.h"

namespace signpost::forward {

class UpstreamHealth {
 public:
  using Clock = std::chrono::steady_clock;

  explicit UpstreamHealth(size_t upstream_count) : states_(upstream_count) {}

  void AnsweredWell(Upstreams::Index upstream);
  void AnsweredBadly(Upstreams::Index upstream, Clock::time_point now);

  bool IsGood(Upstreams::Index upstream) const;

  // True when it is time to see whether the bad `upstream` has recovered; not again for a while
  // then.
  bool TakeProbe(Upstreams::Index upstream, Clock::time_point now);

  // Fills `order` with `upstreams`, the good ones first.
  void Order(std::span<const Upstreams::Index> upstreams,
             std::vector<Upstreams::Index>* order) const;

 private:
  struct State {
    int bad_answers = 0;  // in a row
    Clock::duration probe_interval{};
    Clock::time_point next_probe;
  };

  std::vector<State> states_;  // by Upstreams::Index
};

}  // namespace signpost::forward
