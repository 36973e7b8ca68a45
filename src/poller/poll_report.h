#pragma once

// What the outside learns of each poll: figures on the status board, lines in the log.
// Private to this room; owned by the poller's thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/status_board.h"
#include "poller/failure.h"
#include "poller/new_state.h"

namespace signpost::poller {

// How long the parts of a good poll took.
struct PollTimes {
  std::chrono::steady_clock::duration fetch{};
  std::chrono::steady_clock::duration parse{};
  std::chrono::steady_clock::duration apply{};
};

class PollReport {
 public:
  // `board` must outlive the report.
  explicit PollReport(StatusBoard* board) : board_(*board) {}

  // A failure is logged when its reason is another than the last one's, else now and then.
  void Failed(const Failure& failure, std::chrono::steady_clock::time_point now);

  // The first state, and the first one after failures, is logged.
  void Succeeded(std::string_view source, size_t state_size, const PollTimes& times,
                 std::chrono::system_clock::time_point now);

 private:
  StatusBoard& board_;
  bool is_serving_ = false;  // a state is known
  std::string reason_;       // of the last poll's failure; empty: it succeeded
  std::optional<log::RepeatedMessage> repeated_;
};

}  // namespace signpost::poller
