#pragma once

// A master's state document while it arrives: unpacked, read and written aside (StateKeeper) piece
// by piece, so that it is never held whole.
//
// Unless it may be the last one once more: as long as each of its blocks is the last one's, they
// are held as they came, packed or not, and nothing else is done. The first that differs lets all
// of them be read, and each that follows at once.
//
// Private to this room; belongs to the poller's thread.

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mesos/state_parser.h"
#include "poller/body_marks.h"
#include "poller/body_text.h"
#include "poller/failure.h"
#include "poller/http_get.h"
#include "poller/new_state.h"
#include "poller/state_keeper.h"

namespace signpost::poller {

class StateBody final : public BodyTaker {
 public:
  // `last`: the marks of the body that may come again; null: none may. `keeper`: null: nothing is
  // kept. All must outlive it.
  StateBody(BlockMarker* marker, const BodyMarks* last, StateKeeper* keeper);
  ~StateBody() override;
  StateBody(const StateBody&) = delete;
  StateBody& operator=(const StateBody&) = delete;

  void Begin(std::string_view encoding, uint64_t size_max) override;
  std::optional<Failure> Add(std::string_view octets) override;
  std::optional<Failure> Finish() override;

  // After Finish(): is it the last one once more? Nothing of it has been read then.
  bool is_repeat() const { return is_same_; }

  // The state of a body that was read, or is now; once. `what` names it in the failure's message.
  Outcome<NewState> Take(std::string source, std::string_view what);
  BodyMarks TakeMarks() { return std::move(marks_); }

 private:
  std::optional<Failure> EndBlock();
  std::optional<Failure> ReadHeld();
  std::optional<Failure> ReadToEnd();
  std::optional<Failure> Read(std::string_view octets);

  BlockMarker& marker_;
  const BodyMarks* const last_;
  StateKeeper* const keeper_;
  std::optional<BodyText> text_;
  mesos::StateReader reader_;
  std::chrono::steady_clock::duration read_time_{};
  BodyMarks marks_;
  bool is_same_ = false;  // so far; what came is in held_, and nothing of it was read
  std::deque<std::string> held_;
  std::string block_;        // the next one's beginning
  bool is_written_ = false;  // aside, as far as it was read
};

}  // namespace signpost::poller
