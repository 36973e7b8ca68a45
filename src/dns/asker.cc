#include "dns/asker.h"

#include <ctime>

namespace signpost::dns {

Moment Moment::Now() {
  timespec wall{};
  timespec steady{};
  clock_gettime(CLOCK_REALTIME_COARSE, &wall);
  clock_gettime(CLOCK_MONOTONIC_COARSE, &steady);
  constexpr uint64_t kMicro = 1'000'000;
  return {static_cast<uint32_t>(wall.tv_sec), static_cast<uint64_t>(steady.tv_sec) * kMicro +
                                                  static_cast<uint64_t>(steady.tv_nsec) / 1'000};
}

}  // namespace signpost::dns
