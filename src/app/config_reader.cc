#include "app/config_reader.h"

#include <charconv>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "app/config_json.h"
#include "app/config_keys.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

using Kind = JsonValue::Kind;

// Digits alone, as in the reference: neither 1.5 nor 1e3.
std::optional<int64_t> IntegerOf(const JsonValue& value) {
  if (!value.is(Kind::kNumber)) return std::nullopt;
  int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
  return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

// null is an empty list, as in the reference.
std::optional<Texts> TextsOf(const JsonValue& value) {
  if (value.is(Kind::kNull)) return Texts();
  if (!value.is(Kind::kList)) return std::nullopt;
  Texts texts;
  for (const JsonValue& item : value.values) {
    if (!item.is(Kind::kText)) return std::nullopt;
    texts.push_back(item.text);
  }
  return texts;
}

// Puts one value where its key says; null leaves the default. Each overload returns what it
// expected instead of the value, or nothing.
class ValueReader {
 public:
  ValueReader(const JsonValue& value, Config* config) : value_(value), config_(*config) {}

  std::string operator()(const IntegerKey& key) const {
    const std::optional<int64_t> number = IntegerOf(value_);
    if (!number || *number < key.min || *number > key.max) {
      return absl::StrCat("a number between ", key.min, " and ", key.max);
    }
    config_.*key.member = *number;
    return {};
  }

  std::string operator()(bool Config::*member) const {
    if (!value_.is(Kind::kBool)) return "true or false";
    config_.*member = value_.truth;
    return {};
  }

  std::string operator()(std::string Config::*member) const {
    if (!value_.is(Kind::kText)) return "a text";
    config_.*member = value_.text;
    return {};
  }

  std::string operator()(Texts Config::*member) const {
    auto texts = TextsOf(value_);
    if (!texts) return "a list of texts";
    config_.*member = *std::move(texts);
    return {};
  }

  std::string operator()(OneOrMore Config::*member) const {
    auto texts = value_.is(Kind::kText) ? Texts{value_.text} : TextsOf(value_);
    if (!texts) return "a text or a list of texts";
    (config_.*member).values = *std::move(texts);
    return {};
  }

  std::string operator()(ZoneResolvers Config::*member) const {
    if (!value_.is(Kind::kObject)) return "an object of lists of texts";
    for (size_t i = 0; i < value_.values.size(); ++i) {
      auto texts = TextsOf(value_.values[i]);
      if (!texts) return "an object of lists of texts";
      (config_.*member)[value_.names[i]] = *std::move(texts);
    }
    return {};
  }

  std::string operator()(Credentials Config::*member) const {
    constexpr char kExpected[] = "an object with the texts principal and secret";
    if (!value_.is(Kind::kObject)) return kExpected;
    for (size_t i = 0; i < value_.values.size(); ++i) {
      if (!value_.values[i].is(Kind::kText)) return kExpected;
      const std::string name = absl::AsciiStrToLower(value_.names[i]);
      if (name == "principal") (config_.*member).principal = value_.values[i].text;
      if (name == "secret") (config_.*member).secret = value_.values[i].text;
    }
    return {};
  }

 private:
  const JsonValue& value_;
  Config& config_;
};

bool IsList(const ConfigKey& key) { return std::holds_alternative<Texts Config::*>(key.target); }

// Must its value not be shown, whatever it is?
bool IsSecret(const ConfigKey& key) {
  const auto* const text = std::get_if<std::string Config::*>(&key.target);
  return std::holds_alternative<Credentials Config::*>(key.target) ||
         (text != nullptr && *text == &Config::zk);
}

void ReadKey(const ConfigKey& key, const JsonValue& value, ConfigResult* result) {
  if (key.is_ignored || (value.is(Kind::kNull) && !IsList(key))) return;
  const std::string expected = std::visit(ValueReader(value, &result->config), key.target);
  if (expected.empty()) return;
  result->faults.push_back(absl::StrCat(
      ToAbsl(key.name), ": ", IsSecret(key) ? "the value" : JsonText(value), " is not ", expected));
}

void ReadObject(const JsonValue& object, ConfigResult* result) {
  std::set<const ConfigKey*> seen;
  for (size_t i = 0; i < object.values.size(); ++i) {
    const std::string& name = object.names[i];
    const ConfigKey* key = FindConfigKey(name);
    if (key == nullptr) {
      result->warnings.push_back(absl::StrCat(log::Printable(name, 64),
                                              ": unknown key, ignored; the nearest known one is ",
                                              ToAbsl(NearestConfigKey(name))));
      continue;
    }
    if (!seen.insert(key).second) {
      result->warnings.push_back(
          absl::StrCat(ToAbsl(key->name), ": given more than once; the last one counts"));
    }
    ReadKey(*key, object.values[i], result);
  }
}

}  // namespace

bool ReadConfig(std::string_view json, ConfigResult* result) {
  if (json.size() > kMaxConfigSize) {
    result->faults.push_back(absl::StrCat("the file has more than ", kMaxConfigSize, " octets"));
    return false;
  }
  const absl::StatusOr<JsonValue> tree = ParseJsonTree(json);
  if (!tree.ok()) {
    result->faults.push_back(absl::StrCat("not JSON: ", tree.status().message()));
    return false;
  }
  if (tree->is(Kind::kNull)) return true;  // as an empty object, like the reference
  if (!tree->is(Kind::kObject)) {
    result->faults.push_back(absl::StrCat(JsonText(*tree), " is not an object"));
    return false;
  }
  ReadObject(*tree, result);
  return true;
}

}  // namespace signpost::app
