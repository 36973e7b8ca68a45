#pragma once

// `signpost records`: the zone that follows from a state document, as a zone file.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "app/config.h"

namespace signpost::app {

// The records in canonical order of names, SOA first, one a line (RFC 1035 §5.1). The serial is 1:
// equal states give equal text. Fails when `state_json` is no state.
absl::StatusOr<std::string> ZoneFileOf(const Config& config, std::string_view state_json);

// Reads `state_file` ("-": standard input) and prints its zone on standard output; what is left out
// of it is said on standard error. Returns the exit status.
int PrintRecords(const Config& config, const std::string& state_file);

}  // namespace signpost::app
