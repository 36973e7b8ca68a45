#include "http/json_text.h"

#include <cstddef>
#include <cstdint>

namespace signpost::http {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

struct LeadRule {
  size_t size;                     // of the sequence; 0: no lead octet
  uint8_t second_min, second_max;  // the octet after it; later ones are 80..BF
};

// The table of RFC 3629 §4.
LeadRule RuleFor(uint8_t lead) {
  if (lead < 0xc2) return {0, 0, 0};
  if (lead < 0xe0) return {2, 0x80, 0xbf};
  if (lead == 0xe0) return {3, 0xa0, 0xbf};
  if (lead == 0xed) return {3, 0x80, 0x9f};
  if (lead < 0xf0) return {3, 0x80, 0xbf};
  if (lead == 0xf0) return {4, 0x90, 0xbf};
  if (lead < 0xf4) return {4, 0x80, 0xbf};
  if (lead == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

// Octets of the character beyond ASCII at the start of `text`; 0 when there is none.
size_t SequenceSize(std::string_view text) {
  const LeadRule rule = RuleFor(static_cast<uint8_t>(text[0]));
  if (rule.size == 0 || text.size() < rule.size) return 0;
  for (size_t at = 1; at < rule.size; ++at) {
    const auto octet = static_cast<uint8_t>(text[at]);
    const uint8_t min = at == 1 ? rule.second_min : 0x80;
    const uint8_t max = at == 1 ? rule.second_max : 0xbf;
    if (octet < min || octet > max) return 0;
  }
  return rule.size;
}

void AppendControl(uint8_t octet, std::string* json) {
  constexpr char kDigits[] = "0123456789abcdef";
  json->append("\\u00");
  json->push_back(kDigits[octet >> 4]);
  json->push_back(kDigits[octet & 15]);
}

// Returns how many octets of `text` were written.
size_t AppendCharacter(std::string_view text, std::string* json) {
  const auto octet = static_cast<uint8_t>(text[0]);
  if (octet < 0x80) {
    if (octet < 0x20 || octet == 0x7f) {
      AppendControl(octet, json);
      return 1;
    }
    if (octet == '"' || octet == '\\') json->push_back('\\');
    json->push_back(text[0]);
    return 1;
  }
  const size_t size = SequenceSize(text);
  json->append(size == 0 ? kReplacement : text.substr(0, size));
  return size == 0 ? 1 : size;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* json) {
  json->push_back('"');
  for (size_t at = 0; at < text.size();) at += AppendCharacter(text.substr(at), json);
  json->push_back('"');
}

}  // namespace signpost::http
