#pragma once

// What the outside learns of the detection through ZooKeeper: figures on the status board, lines
// in the log. Private to this room; owned by the poller's thread.

#include <chrono>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/status_board.h"
#include "poller/failure.h"
#include "poller/zk_masters.h"

namespace signpost::poller {

// zk_state. The connection may come and go within a session.
enum class ZkState : uint8_t {
  kConnecting,  // a session is asked for, or its connection is lost
  kConnected,
  kWaiting,  // for the next attempt
  kStopped,
};

class ZkReport {
 public:
  // `board` must outlive the report; `place` names servers and path.
  ZkReport(StatusBoard* board, std::string place);

  void State(ZkState state);
  void SessionBegun();

  // One master besides the leader is left out: counted.
  void LeftOut(const Failure& failure);

  // Nothing is learned for now: counted; logged when the reason is another than the last one's,
  // else now and then.
  void Failed(const Failure& failure, std::chrono::steady_clock::time_point now);

  // `is_change`: others than the last time. Logged then, and when failures are over.
  void Detected(const DetectedMasters& masters, bool is_change);

 private:
  StatusBoard& board_;
  const std::string place_;
  std::string leader_;  // the last one known
  std::string reason_;  // of the last failure; empty: it is over
  std::optional<log::RepeatedMessage> repeated_;
};

}  // namespace signpost::poller
