#pragma once

// JSON as a tree, for texts as small as a configuration file. Private to this room.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace signpost::app {

inline constexpr size_t kMaxJsonDepth = 64;

struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kText, kList, kObject };

  Kind kind = Kind::kNull;
  bool truth = false;                   // kBool
  std::string text = {};                // kText; kNumber, as it stands in the file
  std::vector<std::string> names = {};  // kObject: one for each of values, also when they repeat
  std::vector<JsonValue> values = {};   // kList, kObject

  bool is(Kind other) const { return kind == other; }
};

// Reads one JSON value (RFC 8259) with nothing but white space around it. Fails on anything else,
// and on nesting beyond kMaxJsonDepth; the message names line and column.
absl::StatusOr<JsonValue> ParseJsonTree(std::string_view json);

// `value` in one line, cut to `size_max` octets with "..." at the end.
std::string JsonText(const JsonValue& value, size_t size_max = 80);

}  // namespace signpost::app
