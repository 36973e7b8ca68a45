#pragma once

// Tells the service manager that the server is alive (WatchdogSec=), for as long as every DNS
// worker is. One that hangs is noticed and the server started anew, in place of a part of all
// queries being lost for good.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace signpost::app {

class Watchdog {
 public:
  // `turns`: of the workers' loops, which turn once a second (DnsServer::Turns).
  // `interval`: of whoever watches; at least 10 s, so that a busy machine is no hanging worker.
  Watchdog(std::function<std::vector<uint64_t>()> turns,
           std::optional<std::chrono::microseconds> interval)
      : turns_(std::move(turns)), interval_(interval) {}

  // How long to wait between two looks; nothing when nobody watches.
  std::optional<std::chrono::microseconds> pause() const;

  // The workers are others now: the next look is the first one.
  void Forget() { seen_.clear(); }

  // True when all workers have turned since the last look, or it is the first one.
  bool Look();

 private:
  const std::function<std::vector<uint64_t>()> turns_;
  const std::optional<std::chrono::microseconds> interval_;
  std::vector<uint64_t> seen_;  // empty before the first look
};

}  // namespace signpost::app
