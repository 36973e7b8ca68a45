#pragma once

// What must hold of a configuration beyond the type of each value. Private to this room.

#include "app/config.h"

namespace signpost::app {

// Adds what is wrong to `result`, and brings names and times into the form in which they are used:
// SOA names without final dots and '@', a TTL that is none.
void CheckConfig(ConfigResult* result);

}  // namespace signpost::app
