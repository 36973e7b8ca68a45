#include "app/json_fields.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/printable.h"

namespace signpost::app {

const JsonValue& Member(const JsonValue& object, std::string_view name) {
  static const JsonValue nothing;
  const auto found = std::ranges::find(object.names, name);
  return found == object.names.end() ? nothing : object.values[found - object.names.begin()];
}

std::string Shown(const JsonValue& value) { return log::OneLine(value.text); }

std::string Field(const JsonValue& object, std::string_view name) {
  return Shown(Member(object, name));
}

bool IsTrue(const JsonValue& object, std::string_view name) { return Member(object, name).truth; }

int64_t Count(const JsonValue& object, std::string_view name) {
  int64_t count = 0;
  return absl::SimpleAtoi(Member(object, name).text, &count) ? std::max<int64_t>(count, 0) : 0;
}

std::string Plural(int64_t count, std::string_view what) {
  return absl::StrCat(count, " ", ToAbsl(what), count == 1 ? "" : "s");
}

}  // namespace signpost::app
