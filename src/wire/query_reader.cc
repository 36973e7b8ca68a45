#include "wire/query_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "wire/lower_case.h"
#include "wire/octet_reader.h"

namespace signpost::wire {
namespace {

constexpr uint32_t kOptDnssecOk = 0x8000;  // in the OPT's TTL field (RFC 6891 §6.1.4)

struct Counts {
  uint16_t questions;
  uint16_t answers;
  uint16_t authorities;
  uint16_t additionals;
};

// A record as far as a server must know it.
struct Record {
  Bytes owner;  // as it stands in the message, perhaps with a pointer
  uint16_t type;
  uint16_t rclass;
  uint32_t ttl;
  Bytes rdata;
};

// All fields but the name's octets, which name_size covers.
void Reset(Query* query) {
  query->type = 0;
  query->qclass = 0;
  query->question_size = 0;
  query->name_size = 0;
  query->has_opt = false;
  query->dnssec_ok = false;
  query->udp_size = kPlainUdpSizeMax;
  query->edns_version = 0;
  query->options = {};
  query->cookie = {};
  query->has_bad_cookie = false;
  query->is_signed = false;
}

Counts ReadHeader(OctetReader* reader, Query* query) {
  query->id = reader->ReadU16();
  query->flags = reader->ReadU16();
  Counts counts;
  counts.questions = reader->ReadU16();
  counts.answers = reader->ReadU16();
  counts.authorities = reader->ReadU16();
  counts.additionals = reader->ReadU16();
  return counts;
}

// Fills query->name a word at a time. The header stands before `name` in the message, so the word
// that ends where the name ends can always be read; what it has too much is shifted out, which also
// makes the padding.
void StoreCanonicalName(Bytes name, Query* query) {
  constexpr size_t kWord = sizeof(uint64_t);
  static_assert(kHeaderSize >= kWord);
  const size_t rest = name.size() % kWord;
  const size_t whole = name.size() - rest;
  uint64_t word;
  for (size_t at = 0; at < whole; at += kWord) {
    std::memcpy(&word, name.data() + at, kWord);
    word = LowerCaseWord(word);
    std::memcpy(query->name.data() + at, &word, kWord);
  }
  if (rest != 0) {
    std::memcpy(&word, name.data() + name.size() - kWord, kWord);
    const size_t excess_bits = (kWord - rest) * 8;
    word = std::endian::native == std::endian::little ? word >> excess_bits : word << excess_bits;
    word = LowerCaseWord(word);
    std::memcpy(query->name.data() + whole, &word, kWord);
  }
  query->name_size = static_cast<uint16_t>(name.size());
}

// A question's name must not be compressed: nothing before it could be pointed to.
void ReadQuestion(OctetReader* reader, Query* query) {
  const Bytes name = reader->ReadName();
  const uint16_t type = reader->ReadU16();
  const uint16_t qclass = reader->ReadU16();
  if (reader->failed()) return;
  StoreCanonicalName(name, query);
  query->type = type;
  query->qclass = qclass;
  query->question_size = static_cast<uint16_t>(reader->offset() - kHeaderSize);
}

void SkipQuestion(OctetReader* reader) {
  reader->SkipName();
  reader->Read(4);
}

Record ReadRecord(OctetReader* reader) {
  Record record;
  record.owner = reader->SkipName();
  record.type = reader->ReadU16();
  record.rclass = reader->ReadU16();
  record.ttl = reader->ReadU32();
  record.rdata = reader->Read(reader->ReadU16());
  return record;
}

// RFC 7873 §4, §5.2.2: of several the first counts.
void TakeCookie(Bytes cookie, Query* query) {
  if (!query->cookie.empty() || query->has_bad_cookie) return;
  const size_t server_size = cookie.size() - kClientCookieSize;  // huge when there is less
  const bool fits = server_size == 0 ||
                    (server_size >= kServerCookieSizeMin && server_size <= kServerCookieSizeMax);
  query->has_bad_cookie = !fits;
  if (fits) query->cookie = cookie;
}

// {code, length, data}... to the last octet (RFC 6891 §6.1.2). False if they are malformed.
bool ReadOptions(Bytes options, Query* query) {
  OctetReader reader(options);
  while (!reader.failed() && reader.remaining() > 0) {
    const uint16_t code = reader.ReadU16();
    const Bytes data = reader.Read(reader.ReadU16());
    const bool is_cookie = code == static_cast<uint16_t>(OptionCode::kCookie);
    if (is_cookie && !reader.failed()) TakeCookie(data, query);
  }
  return !reader.failed() && !query->has_bad_cookie;
}

// Takes what the OPT says; false if it is malformed. has_opt is set either way, since a FORMERR for
// a bad OPT must carry one (RFC 6891 §7).
bool TakeOpt(const Record& record, Query* query) {
  const bool is_first = !query->has_opt;
  query->has_opt = true;
  query->udp_size = std::max<uint16_t>(record.rclass, kPlainUdpSizeMax);
  query->edns_version = static_cast<uint8_t>(record.ttl >> 16);
  query->dnssec_ok = (record.ttl & kOptDnssecOk) != 0;
  if (!is_first || record.owner[0] != 0) return false;  // RFC 6891 §6.1.1, §6.1.2
  if (query->edns_version != 0) return true;            // whose options may look different
  if (!ReadOptions(record.rdata, query)) return false;
  query->options = record.rdata;
  return true;
}

// Of the additional section we know OPT; TSIG must be the last record (RFC 8945 §5.1). All others
// are checked to lie within the message and have no effect. False if one is malformed.
bool ReadAdditionals(size_t count, OctetReader* reader, Query* query) {
  bool well_formed = true;
  for (size_t index = 0; index < count; ++index) {
    const Record record = ReadRecord(reader);
    if (reader->failed()) return false;
    if (record.type == static_cast<uint16_t>(Type::kOpt)) {
      well_formed &= TakeOpt(record, query);
    } else if (record.type == static_cast<uint16_t>(Type::kTsig)) {
      query->is_signed = index + 1 == count;
      well_formed &= query->is_signed;
    }
  }
  return well_formed;
}

// A query has one question, no answers, and nothing in the authority section but the SOA of an IXFR
// (RFC 1995 §3). Only a cookie may be asked for without a question.
bool SectionsFit(const Counts& counts, const Query& query) {
  const bool is_ixfr = query.type == static_cast<uint16_t>(Type::kIxfr);
  const bool is_question =
      counts.questions == 1 || (counts.questions == 0 && !query.cookie.empty());
  return is_question && counts.answers == 0 && counts.authorities <= (is_ixfr ? 1 : 0);
}

// Everything behind the header. It goes on behind a fault as long as records can be told apart, to
// find the OPT that decides on the one in the reply.
ParseResult ReadBody(const Counts& counts, OctetReader* reader, Query* query) {
  if (counts.questions == 1) [[likely]] {
    ReadQuestion(reader, query);
  } else {
    for (size_t left = counts.questions; left > 0 && !reader->failed(); --left)
      SkipQuestion(reader);
  }
  for (size_t left = counts.answers + counts.authorities; left > 0 && !reader->failed(); --left) {
    ReadRecord(reader);
  }
  const bool additionals_fit = ReadAdditionals(counts.additionals, reader, query);
  if (reader->failed() || reader->remaining() > 0) return ParseResult::kFormErr;
  if (!additionals_fit || !SectionsFit(counts, *query)) return ParseResult::kFormErr;
  if (query->edns_version != 0) return ParseResult::kBadVers;
  return counts.questions == 1 ? ParseResult::kOk : ParseResult::kCookieQuery;
}

}  // namespace

ParseResult ParseQuery(Bytes message, Query* query) {
  Reset(query);
  OctetReader reader(message);
  const Counts counts = ReadHeader(&reader, query);
  if (reader.failed() || (query->flags & kFlagQr) != 0) return ParseResult::kDrop;
  const ParseResult result = ReadBody(counts, &reader, query);
  // Other opcodes may shape the body as they like; question and OPT are repeated if they are there.
  const bool is_query = (query->flags & kFlagOpcode) == 0;
  return is_query ? result : ParseResult::kNotImp;
}

}  // namespace signpost::wire
