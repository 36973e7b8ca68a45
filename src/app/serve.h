#pragma once

// The server from start to stop.

#include "app/config.h"

namespace signpost::app {

// What only root may do comes first, while there is one thread: secrets are read, sockets bound.
// Then the privileges are given up (privileges.h), and only then do threads begin to listen to
// strangers.

// Serves until SIGTERM or SIGINT (SIGHUP: reload.h); returns the exit status: 0, or 1 when a file
// cannot be read, a socket not be opened, a privilege not be given up. A second SIGTERM or SIGINT
// ends the wait of lameDuckSeconds; one that comes after it ends the process at once, without the
// last words, with the status 128 and its number, as shells say of one that a signal ended. Called
// once, before any other thread is there: all threads inherit the blocked signals.
int Serve(const Config& config);

}  // namespace signpost::app
