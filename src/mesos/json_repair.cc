#include "mesos/json_repair.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace signpost::mesos {
namespace {

// The code unit of the escape \uXXXX at the start of `text`.
std::optional<uint32_t> EscapedUnit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  uint32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    const std::string_view digits = "0123456789abcdef";
    const size_t digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c);
    if (digit == std::string_view::npos) return std::nullopt;
    unit = unit << 4 | static_cast<uint32_t>(digit);
  }
  return unit;
}

bool IsHighSurrogate(std::optional<uint32_t> unit) { return unit && (*unit & ~0x3FFU) == 0xD800; }
bool IsLowSurrogate(std::optional<uint32_t> unit) { return unit && (*unit & ~0x3FFU) == 0xDC00; }

// Size of the string at the start of `json`, both quotes included.
size_t StringSize(std::string_view json) {
  size_t at = 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at + 1, json.size());
}

// Of a number's octets, a part of a literal's, or 0.
size_t NumberSize(std::string_view json) {
  return std::min(json.find_first_not_of("+-.0123456789eE"), json.size());
}

// More digits, or an exponent of more digits, than numbers below 1e99 need. A tiny one fits.
bool MayBeHuge(std::string_view number) {
  const size_t exponent = number.find_first_of("eE");
  const size_t exponent_size = exponent == number.npos ? 0 : number.size() - exponent - 1;
  const bool is_tiny = exponent_size > 0 && number[exponent + 1] == '-';
  return number.size() - exponent_size > 99 || (exponent_size > 2 && !is_tiny);
}

}  // namespace

std::string ReplaceLoneSurrogates(std::string_view json) {
  std::string replaced;
  replaced.reserve(json.size());
  while (!json.empty()) {
    const auto unit = EscapedUnit(json);
    size_t size = 1;
    if (IsHighSurrogate(unit) && IsLowSurrogate(EscapedUnit(json.substr(6)))) {
      size = 12;
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      replaced.append("\\uFFFD");
      json.remove_prefix(6);
      continue;
    } else if (json[0] == '\\' && json.size() > 1) {
      size = 2;  // an escaped backslash must not be taken for the start of an escape
    }
    replaced.append(json.substr(0, size));
    json.remove_prefix(size);
  }
  return replaced;
}

std::string ReplaceHugeNumbers(std::string_view json) {
  std::string replaced;
  replaced.reserve(json.size());
  while (!json.empty()) {
    size_t size = json[0] == '"' ? StringSize(json) : NumberSize(json);
    if (json[0] != '"' && MayBeHuge(json.substr(0, size))) {
      replaced.append(json[0] == '-' ? "-1e99" : "1e99");
    } else {
      size = std::max<size_t>(size, 1);
      replaced.append(json.substr(0, size));
    }
    json.remove_prefix(size);
  }
  return replaced;
}

}  // namespace signpost::mesos
