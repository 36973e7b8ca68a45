#pragma once

// Files read whole. Private to this room.

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace signpost::app {

// The octets of `file`. Fails when it cannot be read or holds more than
// `size_max` octets; the message says which, not the file's name.
absl::StatusOr<std::string> ReadFileText(const std::string& file, size_t size_max);

}  // namespace signpost::app
