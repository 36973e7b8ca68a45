#pragma once

// The zone's last serial on disk (stateDirectory), so that serials never fall across restarts, not
// even when the clock does: a secondary takes no zone whose serial is lower than its own.
//
// What is written is a serial some way ahead of the one in use, so that tables that follow each
// other fast need no write each. A server that is started again goes on behind it.
//
// Private to this room; runs on the poller's thread.

#include <cstdint>
#include <string>

namespace signpost::poller {

// How far ahead.
inline constexpr uint32_t kSerialsAhead = 60;

class SerialKeeper {
 public:
  // `directory`: empty: nothing is kept.
  explicit SerialKeeper(const std::string& directory);

  // No serial that was ever kept is higher; 0 when there is none, or it cannot be read, which is
  // logged.
  uint32_t Read() const;

  // Before `serial` is published. That it cannot be written the log tells once.
  void Keep(uint32_t serial);

 private:
  bool Write(uint32_t serial) const;

  const std::string file_;  // empty: nothing is kept
  uint32_t kept_ = 0;
  bool has_complained_ = false;
};

}  // namespace signpost::poller
