#pragma once

// The small files that hold certificates, keys and credentials. Private to this room.

#include <string>

#include "absl/status/statusor.h"

namespace signpost::poller {

// The text of the regular file `path`, at most kSecretFileSizeMax octets. Fails with
// InvalidArgument; the message names the file, and shows nothing of its text.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

// The failure of what was read from `path`.
absl::Status FileFault(const std::string& path, std::string_view why);

}  // namespace signpost::poller
