#include "app/watchdog.h"

#include <utility>

namespace signpost::app {

std::optional<std::chrono::microseconds> Watchdog::pause() const {
  // As sd_watchdog_enabled(3) advises.
  return interval_ ? std::optional(*interval_ / 2) : std::nullopt;
}

bool Watchdog::Look() {
  const std::vector<uint64_t> before = std::exchange(seen_, turns_());
  for (size_t i = 0; i < before.size(); ++i) {
    if (seen_[i] == before[i]) return false;
  }
  return true;
}

}  // namespace signpost::app
