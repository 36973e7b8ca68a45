#pragma once

// State documents as a master of a busy cluster serves them: one scheduler, many small services.
//
// A task takes about 1.3 kB, most of which no name follows from: 134 MB for 100,000 tasks, from
// which about 800,000 records follow.

#include <cstddef>
#include <string>

#include "mesos/state.h"

namespace signpost::bench {

struct StateSize {
  size_t tasks = 100'000;
  size_t instances = 10;  // of one service
  size_t tasks_per_agent = 50;
};

// The document; always the same for one size.
std::string MasterStateJson(const StateSize& size);

// Task number `number` of that document, as it is read.
mesos::Task MasterStateTask(const StateSize& size, size_t number);

inline constexpr char kFrameworkId[] = "a1b2c3d4-0000-4000-8000-000000000001-0000";

}  // namespace signpost::bench
