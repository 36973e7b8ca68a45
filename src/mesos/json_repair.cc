#include "mesos/json_repair.h"

#include <cstdint>
#include <optional>

namespace signpost::mesos {
namespace {

constexpr size_t kUnitSize = 6;  // of \uXXXX

// The code unit of the escape \uXXXX at the start of `text`.
std::optional<uint32_t> EscapedUnit(std::string_view text) {
  if (text.size() < kUnitSize || text[0] != '\\' || text[1] != 'u') return std::nullopt;
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

// Is the text too short to be told from \uXXXX?
bool MayGrowToUnit(std::string_view text) {
  if (text.size() >= kUnitSize) return false;
  return std::string_view("\\u").starts_with(text.substr(0, 2));
}

}  // namespace

SurrogateRepair::Start SurrogateRepair::StartOf(std::string_view text, bool is_last) {
  if (!is_last && MayGrowToUnit(text)) return {0};
  const auto unit = EscapedUnit(text);
  if (IsLowSurrogate(unit)) return {kUnitSize, /*is_lone=*/true};
  // The escaped character too: a backslash must not be taken for the start of an escape.
  if (!IsHighSurrogate(unit)) return {text.size() < 2 ? size_t{1} : size_t{2}};
  const std::string_view next = text.substr(kUnitSize);
  if (!is_last && MayGrowToUnit(next)) return {0};
  if (IsLowSurrogate(EscapedUnit(next))) return {2 * kUnitSize};
  return {kUnitSize, /*is_lone=*/true};
}

}  // namespace signpost::mesos
