#pragma once

// `signpost reload`: has a running server read its configuration again, and says what came of it.
//
// The server is found over HTTP, as by `signpost status`; its /v1/status names its process, which
// gets SIGHUP. Whoever answers there may name any process: the signal goes to one of this program
// alone, which began when the answer says. In another container, where the number means another
// process, nobody gets it.

#include <string>

#include "app/config_json.h"
#include "base/endpoint.h"

namespace signpost::app {

// What the status board of /v1/status says of the last reload, as lines. Pure.
std::string ReloadText(const JsonValue& board);

// Asks the server that ServerToAsk(server, config_file) names, waits until it has read the file,
// and prints the text. The exit status: 0, 1 when the file was refused, 2 (kUnreachableExitStatus)
// when the server cannot be asked, or signalled, of which it says why on standard error.
int RunReload(const std::string& server, const std::string& config_file);

}  // namespace signpost::app
