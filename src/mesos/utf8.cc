#include "mesos/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace signpost::mesos {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// RFC 3629 §4: what may follow a first octet. `low` and `high` bound the second octet.
struct Sequence {
  uint8_t first_low, first_high;
  size_t size;
  uint8_t low, high;
};
constexpr std::array<Sequence, 8> kSequences = {{{0xC2, 0xDF, 2, 0x80, 0xBF},
                                                 {0xE0, 0xE0, 3, 0xA0, 0xBF},
                                                 {0xE1, 0xEC, 3, 0x80, 0xBF},
                                                 {0xED, 0xED, 3, 0x80, 0x9F},
                                                 {0xEE, 0xEF, 3, 0x80, 0xBF},
                                                 {0xF0, 0xF0, 4, 0x90, 0xBF},
                                                 {0xF1, 0xF3, 4, 0x80, 0xBF},
                                                 {0xF4, 0xF4, 4, 0x80, 0x8F}}};

bool IsWithin(char c, uint8_t low, uint8_t high) {
  const auto octet = static_cast<uint8_t>(c);
  return octet >= low && octet <= high;
}

// Size of the valid sequence at the start of `text`, 0 when there is none. `text` is not empty.
size_t SequenceSize(std::string_view text) {
  if (IsWithin(text[0], 0, 0x7F)) return 1;
  for (const Sequence& sequence : kSequences) {
    if (!IsWithin(text[0], sequence.first_low, sequence.first_high)) continue;
    if (text.size() < sequence.size || !IsWithin(text[1], sequence.low, sequence.high)) return 0;
    const std::string_view tail = text.substr(2, sequence.size - 2);
    const bool whole =
        std::all_of(tail.begin(), tail.end(), [](char c) { return IsWithin(c, 0x80, 0xBF); });
    return whole ? sequence.size : 0;
  }
  return 0;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsWithin(c, 0, 0x7F); });
}

}  // namespace

std::string ToValidUtf8(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  std::string valid;
  while (!text.empty()) {
    const size_t size = SequenceSize(text);
    valid.append(size == 0 ? kReplacement : text.substr(0, size));
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return valid;
}

}  // namespace signpost::mesos
