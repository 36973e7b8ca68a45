// ParseQuery on any octets, and the reply that ResponseWriter makes of what it left: whatever was
// sent, the query's fields keep their promises, are those that ldns reads where it takes the
// message, and the reply is a message that says what it should.

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.h"
#include "support/ldns_message.h"
#include "wire/name.h"
#include "wire/query_reader.h"
#include "wire/response_writer.h"

namespace signpost::wire {
namespace {

// A record of 16 octets: C0 0C, type A, class IN, TTL, four octets of address.
constexpr std::array<uint8_t, 16> kRecord = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1};
constexpr uint16_t kOurUdpSize = 1232;

void CheckQuestion(Bytes message, const Query& query) {
  if (query.question_size == 0) {
    SIGNPOST_CHECK(query.name_size == 0);
    return;
  }
  SIGNPOST_CHECK(query.question_size == query.name_size + 4);
  SIGNPOST_CHECK(kHeaderSize + query.question_size <= message.size());
  const auto sent = Name::FromWire(message.subspan(kHeaderSize, query.name_size));
  SIGNPOST_CHECK(sent.has_value());
  SIGNPOST_CHECK(SameBytes(sent->ToCanonical().wire(), query.canonical_name()));
  for (size_t at = query.name_size; at % 8 != 0; ++at) SIGNPOST_CHECK(query.name[at] == 0);
}

void CheckOpt(Bytes message, const Query& query) {
  SIGNPOST_CHECK(query.udp_size >= kPlainUdpSizeMax);
  if (!query.has_opt) SIGNPOST_CHECK(query.udp_size == kPlainUdpSizeMax && !query.dnssec_ok);
  SIGNPOST_CHECK(query.cookie.empty() || !query.has_bad_cookie);
  const size_t cookie_size = query.cookie.size();
  SIGNPOST_CHECK(cookie_size == 0 || cookie_size == 8 || (cookie_size >= 16 && cookie_size <= 40));
  if (query.options.empty()) return;
  SIGNPOST_CHECK(query.has_opt && query.options.data() > message.data());
  SIGNPOST_CHECK(query.options.data() + query.options.size() <= message.data() + message.size());
}

// The reply with as many records as fit into `size_max` octets; each must be where it is expected.
void CheckReply(Bytes message, const Query& query, ParseResult result, size_t size_max) {
  std::vector<uint8_t> reply(size_max);
  ResponseWriter writer(query, message, reply, size_max);
  writer.SetRcode(result == ParseResult::kBadVers ? Rcode::kBadVers : Rcode::kFormErr);
  const std::array<uint8_t, 24> cookie{};
  const bool with_cookie = !query.cookie.empty() && writer.AddOption(OptionCode::kCookie, cookie);
  SIGNPOST_CHECK(with_cookie == !query.cookie.empty());
  size_t count = 0;
  while (writer.Answer(kRecord, 1)) ++count;
  const size_t size = writer.Finish(kOurUdpSize);
  const size_t cookie_size = with_cookie ? kOptionHeaderSize + cookie.size() : 0;
  const size_t opt_size = query.has_opt ? kOptSize + cookie_size : 0;
  SIGNPOST_CHECK(size == kHeaderSize + query.question_size + count * kRecord.size() + opt_size);
  SIGNPOST_CHECK(size <= size_max && size + kRecord.size() > size_max);
  SIGNPOST_CHECK(std::equal(message.begin(), message.begin() + 2, reply.begin()));
  SIGNPOST_CHECK((LoadU16(&reply[2]) & ~(kFlagOpcode | kFlagRd | kFlagCd)) ==
                 (kFlagQr | (result == ParseResult::kBadVers ? 0 : 1)));
  SIGNPOST_CHECK(std::equal(reply.begin() + kHeaderSize,
                            reply.begin() + kHeaderSize + query.question_size,
                            message.begin() + kHeaderSize));
}

// ldns loses its place behind a record whose data it knows to be shorter than it is.
bool HasOneRecordAtMost(Bytes message) {
  return LoadU16(&message[6]) == 0 && LoadU16(&message[8]) == 0 && LoadU16(&message[10]) <= 1;
}

// ldns also judges the data of records that we skip: it may refuse what we take.
void CheckLdns(Bytes message, const Query& query) {
  const auto ldns = testing::ParseWithLdns(message);
  if (!ldns) return;
  SIGNPOST_CHECK(query.id == ldns->id && query.recursion_desired() == ldns->rd);
  SIGNPOST_CHECK(query.type == ldns->qtype && query.qclass == ldns->qclass);
  const std::string name = NameToText(message.subspan(kHeaderSize, query.name_size));
  SIGNPOST_CHECK(ldns->question.size() == 1 && ldns->question[0].starts_with(name + " "));
  if (!HasOneRecordAtMost(message)) return;
  SIGNPOST_CHECK(query.has_opt == ldns->has_opt);
  if (!query.has_opt) return;
  SIGNPOST_CHECK(query.udp_size == std::max<uint16_t>(ldns->udp_size, kPlainUdpSizeMax));
  SIGNPOST_CHECK(query.edns_version == ldns->edns_version);
  SIGNPOST_CHECK(query.dnssec_ok == ((ldns->edns_flags & 0x8000) != 0));
}

void CheckQuery(Bytes message) {
  Query query;
  query.name.fill(0xa5);  // what a query before this one may have left
  const ParseResult result = ParseQuery(message, &query);
  if (result == ParseResult::kDrop) return;
  CheckQuestion(message, query);
  CheckOpt(message, query);
  if (result == ParseResult::kOk) SIGNPOST_CHECK(query.question_size > 0);
  if (result == ParseResult::kCookieQuery) {
    SIGNPOST_CHECK(query.question_size == 0 && !query.cookie.empty());
  }
  if (result == ParseResult::kOk || result == ParseResult::kBadVers) CheckLdns(message, query);
  if (result == ParseResult::kBadVers) SIGNPOST_CHECK(query.has_opt && query.edns_version > 0);
  CheckReply(message, query, result, kPlainUdpSizeMax);
  CheckReply(message, query, result, query.udp_size);
}

}  // namespace
}  // namespace signpost::wire

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  signpost::wire::CheckQuery({data, size});
  return 0;
}
