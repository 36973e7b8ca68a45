#include "forward/upstream_health.h"

#include <algorithm>

#include "forward/limits.h"

namespace signpost::forward {

void UpstreamHealth::AnsweredWell(Upstreams::Index upstream) { states_[upstream] = {}; }

void UpstreamHealth::AnsweredBadly(Upstreams::Index upstream, Clock::time_point now) {
  State& state = states_[upstream];
  if (state.bad_answers >= kBadAnswersMax) return;
  if (++state.bad_answers < kBadAnswersMax) return;
  state.probe_interval = kProbeIntervalMin;
  state.next_probe = now + state.probe_interval;
}

bool UpstreamHealth::IsGood(Upstreams::Index upstream) const {
  return states_[upstream].bad_answers < kBadAnswersMax;
}

bool UpstreamHealth::TakeProbe(Upstreams::Index upstream, Clock::time_point now) {
  State& state = states_[upstream];
  if (IsGood(upstream) || now < state.next_probe) return false;
  state.probe_interval = std::min<Clock::duration>(state.probe_interval * 2, kProbeIntervalMax);
  state.next_probe = now + state.probe_interval;
  return true;
}

void UpstreamHealth::Order(std::span<const Upstreams::Index> upstreams,
                           std::vector<Upstreams::Index>* order) const {
  order->assign(upstreams.begin(), upstreams.end());
  std::stable_partition(order->begin(), order->end(),
                        [this](Upstreams::Index upstream) { return IsGood(upstream); });
}

}  // namespace signpost::forward
