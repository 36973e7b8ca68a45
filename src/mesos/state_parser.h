#pragma once

// Reads the document that a master serves at /state (Mesos 0.2x to 1.12).
//
// One pass, keeping only what State holds. One bad task, agent or framework is skipped and counted;
// a document that is no state (not JSON, no leader, "frameworks" not a list, more nesting or octets
// than allowed) is refused whole. Pure; any thread; memory in proportion to the document.

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "mesos/state.h"

namespace signpost::mesos {

inline constexpr size_t kMaxStateSize = size_t{2} << 30;  // octets of one document
inline constexpr size_t kMaxStateDepth = 64;              // nested arrays and objects
inline constexpr size_t kMaxPortsPerTask = 1024;  // resources.ports and discovery ports, each

// Fails with InvalidArgument; the message says what is wrong and at which octet.
absl::StatusOr<State> ParseState(std::string_view json);

}  // namespace signpost::mesos
