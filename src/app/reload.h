#pragma once

// SIGHUP: the configuration file is read again and checked whole, and the server goes on with it.
//
// What the file says becomes true, but for keys that only a start can follow (`user`, `group`),
// which are named. A file with faults, or one that asks to listen where that cannot be, changes
// nothing. Either way no query is lost.

#include <string>
#include <vector>

#include "app/config.h"
#include "app/server.h"

namespace signpost::app {

// The keys in whose values the two differ, in the order of /v1/config. Pure; shows no value.
std::vector<std::string> ChangedKeys(const Config& one, const Config& other);

// Reads the file of server->config() again, by the rights the process has now, and has the server
// go on with it. On the board, as in the log:
// - a file that is refused: the first fault in `reload_fault`; `reload_refused_count` grows;
// - one that is taken: `reload_changed` and `reload_needs_restart` name keys, with a comma between,
//   those whose files only root could read again among the latter; `reload_fault` is empty;
//   `reload_count` grows.
// By the thread that owns the server.
void Reload(Server* server);

}  // namespace signpost::app
