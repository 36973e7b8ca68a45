#pragma once

// Who may read the files that secrets lie in. Private to this room.

#include <string>

#include "absl/status/status.h"

namespace signpost::app {

// Fails when `file` is there and everybody may read or write it; the message follows "KEY: ", and
// says what to do. Through symbolic links, as they are what mounted secrets are made of. It guards
// against carelessness: who changes modes meanwhile can fool it.
absl::Status CheckSecretMode(const std::string& file);

}  // namespace signpost::app
