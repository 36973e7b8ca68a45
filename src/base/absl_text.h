#pragma once

// The border to Abseil's strings: in Debian's build absl::string_view is a type of its own.

#include <string_view>

#include "absl/strings/string_view.h"

namespace signpost {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

inline std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace signpost
