#pragma once

// Reads a DNS query: header, one question, at most one OPT record.
//
//   +----------+---------------------+------+-------+---------------------------+
//   | 12 octets| QNAME (1..255)      | TYPE | CLASS | records: none but OPT/TSIG |
//   +----------+---------------------+------+-------+---------------------------+
//
// Strangers send anything: the outcome is data, not an error. Nothing here allocates; any thread.

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::wire {

enum class ParseResult {
  kOk,
  kDrop,     // no reply may be sent: under 12 octets, or QR is set (a reply; answering would loop)
  kFormErr,  // malformed: reply FORMERR
  kNotImp,   // an opcode other than QUERY: reply NOTIMP
  kBadVers,  // an EDNS version other than 0: reply BADVERS

  // No question but a COOKIE option: the client asks for a cookie alone (RFC 7873 §5.4).
  kCookieQuery,
};

// What a query asks. Fields after `question_size` hold defaults as far as parsing did not come.
struct Query {
  uint16_t id = 0;
  uint16_t flags = 0;  // the header's flag word as it was sent
  uint16_t type = 0;
  uint16_t qclass = 0;

  // Octets of the question after the header, to be echoed as they were sent; 0 when there is no
  // well-formed single question.
  uint16_t question_size = 0;

  // Canonical copy of QNAME; octets behind name_size, up to the next multiple of 8, are zero.
  uint16_t name_size = 0;
  alignas(8) std::array<uint8_t, 256> name;

  bool has_opt = false;
  bool dnssec_ok = false;   // to be echoed (RFC 3225 §3)
  uint16_t udp_size = 512;  // the client's buffer, at least 512 (RFC 6891 §6.2.3)
  uint8_t edns_version = 0;
  Bytes options;  // OPT's options as sent, each checked to lie within; points into the message

  // The first COOKIE option (RFC 7873 §4): 8 octets of the client's own, 0 or 8 to 32 of a
  // server's. Empty when there is none, or one of another size, which makes the OPT malformed.
  Bytes cookie;
  bool has_bad_cookie = false;  // of another size

  bool is_signed = false;  // its last record is a TSIG (RFC 8945), of which nothing else is known

  Bytes canonical_name() const { return {name.data(), name_size}; }
  Type qtype() const { return static_cast<Type>(type); }
  bool recursion_desired() const { return (flags & kFlagRd) != 0; }
};

// Reads `message`, which must stay as long as `query` is used. Whatever the result, `query` holds
// what is needed for the reply: id and flags (unless kDrop), the question if it was well-formed,
// has_opt if an OPT was recognised. A FORMERR for a bad OPT still has has_opt set (RFC 6891 §7).
ParseResult ParseQuery(Bytes message, Query* query);

}  // namespace signpost::wire
