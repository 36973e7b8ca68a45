#pragma once

// SIGHUP: the configuration file is read again and checked whole, while the server goes on.
//
// No key changes a running server yet: what the file says otherwise than at the start is named as
// waiting for a restart, in the log and on the status board. What SIGHUP never does is end the
// server, or lose a query.

#include <string>
#include <vector>

#include "app/config.h"
#include "base/status_board.h"

namespace signpost::app {

// The keys in whose values the two differ, in the order of /v1/config. Pure; shows no value.
std::vector<std::string> ChangedKeys(const Config& one, const Config& other);

// Reads and checks the file of `running` again, by the rights the process has now. A file with
// faults is refused whole: they are logged, `reload_fault` holds the first, and
// `reload_refused_count` grows. One without grows `reload_count`, empties `reload_fault`, and
// leaves in `reload_needs_restart` the keys that differ from `running`, with a comma between.
void CheckAgain(const Config& running, StatusBoard* board);

}  // namespace signpost::app
