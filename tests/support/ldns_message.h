#pragma once

// DNS messages as ldns reads and writes them: the tests' client and a second opinion on our own
// code.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::testing {

struct LdnsOption {
  uint16_t code = 0;
  std::vector<uint8_t> data;
};

// What ldns found in a message. Lines are "owner TTL CLASS TYPE rdata" with single spaces, as
// wire::RecordToText writes them, in the order of the message; questions are "owner CLASS TYPE".
struct LdnsMessage {
  uint16_t id = 0;
  uint8_t opcode = 0;
  wire::Rcode rcode = wire::Rcode::kNoError;  // with the upper bits from the OPT
  bool qr = false;
  bool aa = false;
  bool tc = false;
  bool rd = false;
  bool ra = false;
  bool ad = false;
  bool cd = false;

  std::vector<std::string> question;
  uint16_t qtype = 0;  // of the first question
  uint16_t qclass = 0;
  std::vector<std::string> answer;
  std::vector<std::string> authority;
  std::vector<std::string> additional;  // without OPT and a last TSIG

  bool has_opt = false;
  uint16_t udp_size = 0;
  uint8_t edns_version = 0;
  uint16_t edns_flags = 0;  // DO is 0x8000
  std::vector<LdnsOption> options;

  size_t size = 0;  // octets of the message

  // The first COOKIE option (RFC 7873); empty when there is none.
  std::vector<uint8_t> cookie() const;
};

// nullopt when ldns cannot parse it. ldns does not look behind the last record.
std::optional<LdnsMessage> ParseWithLdns(Bytes message);

struct LdnsQueryOptions {
  uint16_t id = 0x1234;
  bool recursion_desired = true;
  uint16_t qclass = 1;    // IN
  uint16_t udp_size = 0;  // of the OPT; 0 for a query without OPT
  bool dnssec_ok = false;
  std::vector<uint8_t> cookie = {};  // of a COOKIE option, with an OPT for it
};

// A query for `name` (presentation form), as ldns writes it. Ends the test program when ldns
// refuses.
std::vector<uint8_t> LdnsQuery(std::string_view name, wire::Type type,
                               const LdnsQueryOptions& options = {});

// A name's wire form as ldns reads it; nullopt when ldns refuses the text.
std::optional<std::vector<uint8_t>> LdnsNameFromText(std::string_view text);

// A well-formed name's text as ldns writes it.
std::string LdnsNameToText(Bytes wire_name);

}  // namespace signpost::testing
