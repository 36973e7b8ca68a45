#pragma once

// The keys of zone transfers (TSIG), from a file of their own.
//
// One key a line, "algorithm:name:secret", as dig and kdig take it: hmac-sha256 or hmac-sha512, a
// domain name, base64. Empty lines and those that begin with '#' are passed over.

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "transfer/tsig_key.h"

namespace signpost::app {

// Messages follow "KEY: " and show nothing of a secret.
absl::StatusOr<transfer::TsigKeys> ParseTsigKeys(std::string_view text);

// Fails also when the file cannot be read, or everybody may.
absl::StatusOr<transfer::TsigKeys> ReadTsigKeys(const std::string& file);

}  // namespace signpost::app
