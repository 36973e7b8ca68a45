#pragma once

// Octets for the tests of this room, written as a reader of packets would.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "wire/name.h"

namespace signpost::wire {

using Octets = std::vector<uint8_t>;

// From hex digits; blanks are left out: Hex("0102 ff").
Octets Hex(std::string_view text);

// A name's wire form; `text` must be a name.
Octets NameOctets(std::string_view text);

Octets Joined(std::initializer_list<Octets> parts);

// A message with `counts` (questions, answers, authorities, additionals) and id 0x1234.
struct SectionCounts {
  uint16_t questions = 1;
  uint16_t answers = 0;
  uint16_t authorities = 0;
  uint16_t additionals = 0;
};
Octets Header(const SectionCounts& counts, uint16_t flags = 0);

// "NAME TYPE CLASS" of a question.
Octets Question(std::string_view name, uint16_t type, uint16_t qclass = 1);

// A record; `ttl` of an OPT holds upper rcode, version and flags.
Octets Record(std::string_view owner, uint16_t type, uint16_t rclass, uint32_t ttl,
              const Octets& rdata);

// An OPT record of the root.
Octets Opt(uint16_t udp_size, uint32_t ttl = 0, const Octets& options = {});

}  // namespace signpost::wire
