#pragma once

// Who asks, and when: what a query does not say of itself. Private to this room.

#include <cstdint>

#include "base/bytes.h"

namespace signpost::dns {

struct Moment {
  uint32_t unix_s = 0;     // the lower 32 bits of Unix time
  uint64_t steady_us = 0;  // of a clock that never goes back

  // As of the system's last tick, some milliseconds ago: it costs next to nothing. Once a batch.
  static Moment Now();
};

struct Asker {
  Bytes address = {};  // 4 or 16 octets; empty: nobody that could be limited
  Moment now = {};
};

}  // namespace signpost::dns
