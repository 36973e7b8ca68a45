#pragma once

// A state that has just been read, and what is told about it. Private to this room.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "mesos/state.h"
#include "poller/failure.h"

namespace signpost::poller {

struct NewState {
  mesos::State state;
  std::string source;    // the master that gave it, host:port, or the file
  size_t size = 0;       // octets of the document, unpacked
  std::string document;  // itself, where it is to be kept (StateKeeper)
  std::chrono::steady_clock::duration parse_time{};
};

// `what` names the document in the failure's message.
Outcome<NewState> ParseNewState(std::string_view document, std::string source,
                                std::string_view what);

}  // namespace signpost::poller
