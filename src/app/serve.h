#pragma once

// The server from start to stop.

#include "app/config.h"

namespace signpost::app {

// Serves until SIGTERM or SIGINT; returns the exit status: 0, or 1 when a socket cannot be opened.
// Called once, before any other thread is there: all threads inherit the blocked signals.
int Serve(const Config& config);

}  // namespace signpost::app
