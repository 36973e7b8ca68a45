#include "forward/flight.h"

#include <algorithm>

#include "forward/limits.h"

namespace signpost::forward {

size_t TriesMax(size_t upstream_count) {
  if (upstream_count == 1) return kTriesOfLoneUpstream;
  return std::min(kTurnsOfSeveral * upstream_count, std::max(kTriesOfSeveralMax, upstream_count));
}

void PrepareTries(Flight::Clock::duration timeout, Flight::Clock::duration interval_max,
                  Flight* flight) {
  const size_t upstream_count = flight->order.size();
  flight->was_asked.resize(upstream_count);
  flight->is_over.resize(upstream_count);
  flight->tries_max = TriesMax(upstream_count);
  flight->interval =
      std::min<Flight::Clock::duration>(timeout / (flight->tries_max + 1), interval_max);
}

void MarkOver(size_t position, Flight* flight) {
  if (flight->is_over[position]) return;
  flight->is_over[position] = true;
  ++flight->over_count;
}

void KeepFallback(Fallback fallback, Bytes reply, Flight* flight) {
  if (fallback <= flight->fallback) return;
  flight->fallback = fallback;
  flight->fallback_reply.assign(reply.begin(), reply.end());
}

Answer AnswerOfFallback(const Flight& flight) {
  Answer answer;
  answer.query = flight.message;
  // Of several upstreams that refuse and are silent, the silent ones might know the name.
  const bool says_nothing =
      flight.fallback == Fallback::kRefused && flight.refused_count < flight.order.size();
  if (flight.fallback == Fallback::kNone || says_nothing) {
    answer.failure = Failure::kNoReply;
  } else {
    answer.reply = flight.fallback_reply;
    answer.is_truncated = flight.fallback == Fallback::kTruncated;
  }
  return answer;
}

}  // namespace signpost::forward
