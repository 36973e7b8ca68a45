#include "base/printable.h"

#include <cstdint>
#include <limits>

#include "absl/strings/str_format.h"

namespace signpost::log {
namespace {

// Length of the valid UTF-8 sequence (RFC 3629 §4) that `text` starts with, 0 if there is none.
size_t Utf8Sequence(std::string_view text) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const auto tail = [&](size_t i, uint8_t low = 0x80, uint8_t high = 0xbf) {
    return at(i) >= low && at(i) <= high;
  };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const uint8_t low = lead == 0xe0 ? 0xa0 : 0x80;
    const uint8_t high = lead == 0xed ? 0x9f : 0xbf;
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const uint8_t low = lead == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// C1 controls (U+0080..U+009F) steer terminals as C0 controls do.
bool IsControl(std::string_view sequence) {
  const auto lead = static_cast<uint8_t>(sequence[0]);
  if (sequence.size() == 1) return lead < 0x20 || lead == 0x7f;
  return lead == 0xc2 && static_cast<uint8_t>(sequence[1]) < 0xa0;
}

std::string Escaped(std::string_view text, std::string_view also, size_t size_max) {
  std::string out;
  while (!text.empty()) {
    const size_t size = Utf8Sequence(text);
    const std::string_view taken = text.substr(0, size == 0 ? 1 : size);
    std::string piece(taken);
    if (size == 0 || IsControl(taken) || also.find(taken) != also.npos) {
      piece.clear();
      for (const char octet : taken) {
        absl::StrAppendFormat(&piece, "\\x%02x", static_cast<uint8_t>(octet));
      }
    }
    if (out.size() + piece.size() > size_max) return out + "...";
    out += piece;
    text.remove_prefix(taken.size());
  }
  return out;
}

}  // namespace

std::string Printable(std::string_view text, size_t size_max) {
  return Escaped(text, "\"\\", size_max);
}

std::string OneLine(std::string_view text) {
  return Escaped(text, "", std::numeric_limits<size_t>::max());
}

}  // namespace signpost::log
