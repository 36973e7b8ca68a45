#pragma once

// Looks into answers of the HTTP API. What is missing, or of another kind than expected, is as if
// it were empty: an older or newer server may have said it. Private to this room. Pure.

#include <string>
#include <string_view>

#include "app/config_json.h"

namespace signpost::app {

// A value of kind kNull when `object` has no such member. As long-lived as `object`.
const JsonValue& Member(const JsonValue& object, std::string_view name);

// A text or number, fit for a line of a terminal: controls are escaped. Else "".
std::string Shown(const JsonValue& value);

// Shown(Member(object, name)).
std::string Field(const JsonValue& object, std::string_view name);

bool IsTrue(const JsonValue& object, std::string_view name);

// A number from 0 on; 0 for anything else.
int64_t Count(const JsonValue& object, std::string_view name);

// "1 task", "2 tasks", "0 tasks".
std::string Plural(int64_t count, std::string_view what);

}  // namespace signpost::app
