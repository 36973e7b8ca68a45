#pragma once

// Tables of tests/mesos/data: JSON lists of small objects.

#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

namespace signpost::testing {

// The list in tests/mesos/data/`file`. Ends the test program when it is none.
rapidjson::Document TableOf(std::string_view file);

// The text of `value`, which is one.
std::string TextOf(const rapidjson::Value& value);

// The texts of the list `value`.
std::vector<std::string> TextsOf(const rapidjson::Value& value);

}  // namespace signpost::testing
