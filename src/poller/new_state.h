#pragma once

// A state that has just been read, and what is told about it. Private to this room.

#include <chrono>
#include <cstddef>
#include <string>

#include "mesos/state.h"

namespace signpost::poller {

struct NewState {
  mesos::State state;
  std::string source;  // the master that gave it, host:port, or the file
  size_t size = 0;     // octets of the document, unpacked
  std::chrono::steady_clock::duration parse_time{};
  bool is_repeat = false;  // it is the last one once more, and of it only the leader is in here
};

}  // namespace signpost::poller
