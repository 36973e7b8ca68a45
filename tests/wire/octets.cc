#include "wire/octets.h"

#include "base/check.h"

namespace signpost::wire {
namespace {

Octets U16(uint16_t value) {
  Octets octets(2);
  StoreU16(octets.data(), value);
  return octets;
}

Octets U32(uint32_t value) {
  Octets octets(4);
  StoreU32(octets.data(), value);
  return octets;
}

uint8_t DigitValue(char digit) {
  return static_cast<uint8_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
}

}  // namespace

Octets Hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ' && c != '\n') digits.push_back(c);
  }
  SIGNPOST_CHECK(digits.size() % 2 == 0);
  Octets octets;
  for (size_t at = 0; at < digits.size(); at += 2) {
    octets.push_back(
        static_cast<uint8_t>(DigitValue(digits[at]) << 4 | DigitValue(digits[at + 1])));
  }
  return octets;
}

Octets NameOctets(std::string_view text) {
  const auto name = Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return {name->wire().begin(), name->wire().end()};
}

Octets Joined(std::initializer_list<Octets> parts) {
  Octets whole;
  for (const Octets& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

Octets Header(const SectionCounts& counts, uint16_t flags) {
  return Joined({U16(0x1234), U16(flags), U16(counts.questions), U16(counts.answers),
                 U16(counts.authorities), U16(counts.additionals)});
}

Octets Question(std::string_view name, uint16_t type, uint16_t qclass) {
  return Joined({NameOctets(name), U16(type), U16(qclass)});
}

Octets Record(std::string_view owner, uint16_t type, uint16_t rclass, uint32_t ttl,
              const Octets& rdata) {
  return Joined({NameOctets(owner), U16(type), U16(rclass), U32(ttl),
                 U16(static_cast<uint16_t>(rdata.size())), rdata});
}

Octets Opt(uint16_t udp_size, uint32_t ttl, const Octets& options) {
  return Record(".", 41, udp_size, ttl, options);
}

}  // namespace signpost::wire
