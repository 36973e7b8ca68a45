#include "app/config_json.h"

#include <algorithm>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

using Kind = JsonValue::Kind;

// Numbers stay texts: RapidJSON's own reading of them is not to be trusted with strange exponents.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                            rapidjson::kParseValidateEncodingFlag;

// Puts the tree together as RapidJSON names its parts. `open_` holds the lists and objects that are
// not closed yet, the outermost first; open_[0] holds the whole.
class TreeBuilder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TreeBuilder> {
 public:
  TreeBuilder() { open_.emplace_back(); }

  bool Null() { return Put({}); }
  bool Bool(bool truth) { return Put({.kind = Kind::kBool, .truth = truth}); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Put({.kind = Kind::kNumber, .text = {text, size}});
  }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Put({.kind = Kind::kText, .text = {text, size}});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    open_.back().names.emplace_back(text, size);
    return true;
  }
  bool StartObject() { return Open(Kind::kObject); }
  bool EndObject(rapidjson::SizeType /*count*/) { return Close(); }
  bool StartArray() { return Open(Kind::kList); }
  bool EndArray(rapidjson::SizeType /*count*/) { return Close(); }

  JsonValue Take() { return std::move(open_.front().values.front()); }

 private:
  bool Put(JsonValue value) {
    open_.back().values.push_back(std::move(value));
    return true;
  }

  bool Open(Kind kind) {
    if (open_.size() > kMaxJsonDepth) return false;
    open_.push_back({.kind = kind});
    return true;
  }

  bool Close() {
    JsonValue closed = std::move(open_.back());
    open_.pop_back();
    return Put(std::move(closed));
  }

  std::vector<JsonValue> open_;
};

std::string PlaceOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const size_t column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 == 0
  return absl::StrCat("line ", line, ", column ", column);
}

std::string FaultOf(const rapidjson::ParseResult& result) {
  if (result.Code() == rapidjson::kParseErrorTermination) {
    return absl::StrCat("Nested deeper than ", kMaxJsonDepth, " levels.");
  }
  return rapidjson::GetParseError_En(result.Code());
}

// Appends until `text` is a little longer than `size_max`.
void AppendJson(const JsonValue& value, size_t size_max, std::string* text) {
  if (text->size() > size_max) return;
  switch (value.kind) {
    case Kind::kNull:
      text->append("null");
      return;
    case Kind::kBool:
      text->append(value.truth ? "true" : "false");
      return;
    case Kind::kNumber:
      text->append(value.text);
      return;
    case Kind::kText:
      absl::StrAppend(text, "\"", log::Printable(value.text), "\"");
      return;
    case Kind::kList:
    case Kind::kObject:
      break;
  }
  const bool is_object = value.is(Kind::kObject);
  text->push_back(is_object ? '{' : '[');
  for (size_t i = 0; i < value.values.size() && text->size() <= size_max; ++i) {
    if (i > 0) text->append(", ");
    if (is_object) absl::StrAppend(text, "\"", log::Printable(value.names[i]), "\": ");
    AppendJson(value.values[i], size_max, text);
  }
  text->push_back(is_object ? '}' : ']');
}

}  // namespace

absl::StatusOr<JsonValue> ParseJsonTree(std::string_view json) {
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  TreeBuilder builder;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (result.IsError()) {
    return absl::InvalidArgumentError(
        absl::StrCat(PlaceOf(json, result.Offset()), ": ", FaultOf(result)));
  }
  if (stream.Tell() != json.size()) {  // RapidJSON takes a zero octet for the end
    return absl::InvalidArgumentError(
        absl::StrCat(PlaceOf(json, stream.Tell()), ": A zero octet."));
  }
  return builder.Take();
}

std::string JsonText(const JsonValue& value, size_t size_max) {
  std::string text;
  AppendJson(value, size_max, &text);
  if (text.size() <= size_max) return text;
  return absl::StrCat(ToAbsl(std::string_view(text).substr(0, size_max)), "...");
}

}  // namespace signpost::app
