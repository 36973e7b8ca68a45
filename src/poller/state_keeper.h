#pragma once

// The last good state on disk (stateDirectory), so that a server that is started while no master
// answers serves what was true when it stopped.
//
// Private to this room; runs on the poller's thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "poller/new_state.h"

namespace signpost::poller {

inline constexpr std::chrono::seconds kKeepInterval{60};

class StateKeeper {
 public:
  using Clock = std::chrono::steady_clock;

  // `directory`: empty: nothing is kept.
  explicit StateKeeper(const std::string& directory);

  // Writes `document` aside unless it did so less than kKeepInterval ago. False when it cannot be
  // written, which the log tells once.
  bool Write(std::string_view document, Clock::time_point now);

  // The state that was written aside last, if any, was taken over. Whole, it is what is kept from
  // now on (the file is renamed); but not one of which something is held: a server that starts with
  // it would lose what is held here. That one is removed.
  void Settle(bool is_held);

  struct Kept {
    NewState state;
    std::chrono::system_clock::time_point written_at;
  };
  // What was kept; null when there is nothing. Fails when it cannot be read or is no state.
  std::optional<Outcome<Kept>> Read(uint64_t size_max) const;

 private:
  void Complain();  // of errno

  const std::string file_;  // empty: nothing is kept
  std::optional<Clock::time_point> kept_at_;
  bool is_aside_ = false;
  bool has_complained_ = false;
};

}  // namespace signpost::poller
