#pragma once

// When which secondary is told of which serial. No sockets, no clock: pure, belongs to one thread.

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "transfer/limits.h"

namespace signpost::transfer {

// Of one secondary.
class NotifySchedule {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Due {
    kNothing,
    kNotify,   // send one, and say so with Sent()
    kGivenUp,  // it did not answer to the last one: nothing is due until the next serial
  };

  // What to do at `now`, while the zone has `serial`; 0: there is no zone yet.
  Due Look(uint32_t serial, Clock::time_point now);

  void Sent(uint32_t serial, uint16_t id, Clock::time_point now);

  // A NOTIFY is under way, with this id.
  bool is_waiting() const { return is_waiting_; }
  uint16_t id() const { return id_; }

  // It was answered.
  void Answered() { is_waiting_ = false; }

 private:
  uint32_t serial_ = 0;  // of the last NOTIFY; 0: none
  uint16_t id_ = 0;
  bool is_waiting_ = false;
  size_t tries_ = 0;  // with serial_
  Clock::time_point sent_at_;
};

}  // namespace signpost::transfer
