#pragma once

// `signpost status`: how a running server is, in words.

#include <string>

#include "app/config_json.h"
#include "base/endpoint.h"

namespace signpost::app {

// What /v1/status and /ready say, as lines: one fact each, what is wrong included. Pure.
std::string StatusText(const std::string& server, const JsonValue& status, const JsonValue& ready);

// Asks `server`, prints the text on standard output, and returns the exit status: 0 ready, 1 not
// ready, 2 (kUnreachableExitStatus) no answer, of which it says why on standard error.
int PrintStatus(const HostPort& server);

}  // namespace signpost::app
