#pragma once

// The last good state on disk (stateDirectory), so that a server that is started while no master
// answers serves what was true when it stopped.
//
// Private to this room; runs on the poller's thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "poller/failure.h"
#include "poller/new_state.h"

namespace signpost::poller {

inline constexpr std::chrono::seconds kKeepInterval{60};

class StateKeeper {
 public:
  using Clock = std::chrono::steady_clock;

  // `directory`: empty: nothing is kept.
  explicit StateKeeper(const std::string& directory);

  ~StateKeeper();
  StateKeeper(const StateKeeper&) = delete;
  StateKeeper& operator=(const StateKeeper&) = delete;

  // A document begins, and is written aside as it comes, unless one was less than kKeepInterval
  // ago. That it cannot be written the log tells once.
  void Begin(Clock::time_point now);
  void Add(std::string_view text);

  // It is whole. False when it could not be written.
  bool End(Clock::time_point now);

  // It was none: it is removed. Nothing after End().
  void Drop();

  // The state that was written aside last, if any, was taken over. Whole, it is what is kept from
  // now on (the file is renamed); but not one of which something is held: a server that starts with
  // it would lose what is held here. That one is removed.
  void Settle(bool is_held);

  // Might a state that comes again, the last one of which End() or Repeat() was called, do without
  // being written? So it may while none is to be, and while it is what is kept.
  bool MayRepeat(Clock::time_point now) const;

  // It came again: what is kept is as old as that.
  void Repeat(Clock::time_point now);

  struct Kept {
    NewState state;
    std::chrono::system_clock::time_point written_at;
  };
  // What was kept; null when there is nothing. Fails when it cannot be read or is no state.
  std::optional<Outcome<Kept>> Read(uint64_t size_max) const;

 private:
  bool IsDue(Clock::time_point now) const;
  void Close();
  void Complain();  // of errno

  const std::string file_;  // empty: nothing is kept
  std::optional<Clock::time_point> kept_at_;
  bool is_due_ = false;        // the document that comes is to be written
  int aside_ = -1;             // its file, while it can be written
  bool is_aside_ = false;      // it is there, whole
  bool is_last_kept_ = false;  // what is kept is the last one
  bool has_complained_ = false;
};

}  // namespace signpost::poller
