#pragma once

// Reads JSON that a producer made.

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "http/test_zone.h"

namespace signpost::http::testing {

inline rapidjson::Document JsonOf(const std::string& text) {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(text.c_str());
  EXPECT_FALSE(json.HasParseError()) << text;
  return json;
}

// The names of the elements of the array `list`.
inline std::vector<std::string> NamesIn(const rapidjson::Document& json, const char* list) {
  std::vector<std::string> names;
  for (const auto& element : json[list].GetArray()) names.push_back(element["name"].GetString());
  return names;
}

}  // namespace signpost::http::testing
