#pragma once

// `signpost lookup`: the records of a name, and which tasks make them.

#include <optional>
#include <string>

#include "app/config_json.h"
#include "base/endpoint.h"
#include "wire/types.h"

namespace signpost::app {

// What /v1/explain says of a name, as lines: records as in a zone file, then a paragraph for each
// task. Without `type`: records of all types. Pure.
std::string LookupText(const JsonValue& explained, std::optional<wire::Type> type);

// Asks `server` for `name` (with or without the final dot), prints the text on standard output, and
// returns the exit status: 0 the name exists, 1 it does not (NXDOMAIN), 2 (kUnreachableExitStatus)
// no answer, of which it says why on standard error.
int PrintLookup(const HostPort& server, const std::string& name, std::optional<wire::Type> type);

}  // namespace signpost::app
