#include "mesos/test_data.h"

#include "base/check.h"
#include "support/files.h"

namespace signpost::testing {

rapidjson::Document TableOf(std::string_view file) {
  rapidjson::Document document;
  const std::string text = ReadFile(std::string("tests/mesos/data/").append(file));
  document.Parse(text.data(), text.size());
  SIGNPOST_CHECK(!document.HasParseError() && document.IsArray() && !document.Empty());
  return document;
}

std::string TextOf(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

std::vector<std::string> TextsOf(const rapidjson::Value& value) {
  std::vector<std::string> texts;
  for (const auto& item : value.GetArray()) texts.push_back(TextOf(item));
  return texts;
}

}  // namespace signpost::testing
