#pragma once

// One question on its way: to which upstreams it went, what they said so far, who waits for it.
// Private to this room; owned by one relay.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "forward/client_counts.h"
#include "forward/deadlines.h"
#include "forward/relay.h"
#include "forward/try.h"
#include "forward/upstream_health.h"

namespace signpost::forward {

struct Waiter {
  IpNetwork client;
  Relay::Done done;
};

// Replies that a client gets when there is no better one, the better the later.
enum class Fallback { kNone, kRefused, kServFail, kTruncated };

struct Flight {
  using Clock = std::chrono::steady_clock;

  // The message to ask: two octets for each try's id, then what is asked.
  std::vector<uint8_t> message;
  Channel channel;
  std::vector<Waiter> waiters;

  std::vector<Upstreams::Index> order;  // whom to ask, in turns
  std::vector<bool> was_asked;          // by position
  std::vector<bool> is_over;            // by position: no try of it can bring anything any more
  size_t over_count = 0;
  size_t refused_count = 0;

  bool has_foreign = false;  // something came that was no reply to this

  size_t tries_begun = 0;
  size_t tries_max = 0;
  std::optional<size_t> last_position;  // of the try that began last, if it could
  std::vector<Try> open;

  Clock::duration interval{};  // between tries
  Clock::time_point end;
  std::optional<Deadlines::Queue::iterator> deadline;

  Fallback fallback = Fallback::kNone;
  std::vector<uint8_t> fallback_reply;
};

// How often to ask at most, of `upstream_count` upstreams.
size_t TriesMax(size_t upstream_count);

// Makes the flight, whose order is known, ready for its first try. `timeout`: from then to its end.
void PrepareTries(Flight::Clock::duration timeout, Flight::Clock::duration interval_max,
                  Flight* flight);

// No try at `position` can bring anything any more.
void MarkOver(size_t position, Flight* flight);

// Keeps `reply` unless a better one is kept.
void KeepFallback(Fallback fallback, Bytes reply, Flight* flight);

// What the clients get when no upstream has given a good reply.
Answer AnswerOfFallback(const Flight& flight);

}  // namespace signpost::forward
