// An upstream's reply of any octets, to the question that it repeats: what is taken for whole ends
// where it is said to end and is no less than that, ldns reads it alike, and with another id or
// question it is foreign.

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.h"
#include "forward/record_check.h"
#include "forward/reply_check.h"
#include "support/ldns_message.h"
#include "wire/name.h"

namespace signpost::forward {
namespace {

constexpr size_t kTypeAndClassSize = 4;

using Octets = std::vector<uint8_t>;

// A query with the id, opcode and question of `received`; with a question of its own where that has
// none.
Octets QueryFor(Bytes received) {
  Octets query = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  const Bytes body = received.subspan(std::min(received.size(), wire::kHeaderSize));
  const size_t question_size = wire::NameSizeAt(body) + kTypeAndClassSize;
  if (question_size == kTypeAndClassSize || question_size > body.size()) {
    query.insert(query.end(), {1, 'a', 0, 0, 1, 0, 1});
    return query;
  }
  std::copy_n(received.begin(), 2, query.begin());
  query[2] = received[2] & 0x78;
  query.insert(query.end(), body.begin(), body.begin() + static_cast<ptrdiff_t>(question_size));
  return query;
}

// Does ldns look at the form of data that we leave to the client?
bool HasDataOfOtherTypes(Bytes reply, size_t question_end) {
  constexpr std::array<uint16_t, 9> kSeen = {1, 2, 5, 6, 12, 15, 28, 33, 41};
  size_t at = question_end;
  while (at < reply.size()) {
    const size_t fixed = EndOfName(reply, at);
    const uint16_t type = LoadU16(&reply[fixed]);
    const bool is_in = LoadU16(&reply[fixed + 2]) == 1 || type == 41;
    if (!is_in || std::ranges::find(kSeen, type) == kSeen.end()) return true;
    at = fixed + 10 + LoadU16(&reply[fixed + 8]);
  }
  return false;
}

void CheckLdns(Bytes reply, size_t question_end, wire::Rcode rcode) {
  const auto read = testing::ParseWithLdns(reply);
  SIGNPOST_CHECK(read || HasDataOfOtherTypes(reply, question_end));
  if (!read) return;
  SIGNPOST_CHECK((static_cast<uint16_t>(read->rcode) & 0xf) == static_cast<uint16_t>(rcode));
  SIGNPOST_CHECK(read->question.size() == 1 && read->qr && !read->tc);
  SIGNPOST_CHECK(read->answer.size() == LoadU16(&reply[6]));
  SIGNPOST_CHECK(read->authority.size() == LoadU16(&reply[8]));
}

// What FitAnswers takes is a reply of its own.
void CheckFit(Bytes sent, Bytes reply, size_t room) {
  const AnswersThatFit fit = FitAnswers(reply, sent.size(), room);
  SIGNPOST_CHECK(fit.size <= room && fit.count <= LoadU16(&reply[6]));
  SIGNPOST_CHECK(fit.count == LoadU16(&reply[6]) || room < reply.size());
  Octets part(reply.begin(), reply.begin() + static_cast<ptrdiff_t>(sent.size() + fit.size));
  StoreU16(&part[6], static_cast<uint16_t>(fit.count));
  StoreU32(&part[8], 0);
  const ReplyFacts facts = CheckReply(sent, part);
  SIGNPOST_CHECK(facts.kind == ReplyKind::kWhole && facts.size == part.size());
}

void CheckWhole(Bytes sent, Bytes received, const ReplyFacts& facts) {
  SIGNPOST_CHECK(facts.size >= sent.size() && facts.size <= received.size());
  const Bytes reply = received.first(facts.size);
  const ReplyFacts again = CheckReply(sent, reply);
  SIGNPOST_CHECK(again.kind == ReplyKind::kWhole && again.size == facts.size);
  SIGNPOST_CHECK(CheckReply(sent, reply.first(facts.size - 1)).kind != ReplyKind::kWhole);
  CheckLdns(reply, sent.size(), facts.rcode);
  for (const size_t room : {size_t{0}, reply.size() / 2, reply.size()}) CheckFit(sent, reply, room);
}

// Each octet of header and question that must come back.
void CheckForged(Bytes sent, Bytes received) {
  Octets forged(received.begin(), received.end());
  for (size_t at = 0; at < sent.size(); ++at) {
    if (at >= 3 && at < wire::kHeaderSize) continue;  // flags of the answer, counts
    forged[at] ^= at == 2 ? 0x80 : 0x20;              // QR; the case of a letter
    SIGNPOST_CHECK(CheckReply(sent, forged).kind == ReplyKind::kForeign);
    forged[at] = received[at];
  }
}

void CheckReceived(Bytes received) {
  const Octets sent = QueryFor(received);
  const ReplyFacts facts = CheckReply(sent, received);
  if (facts.kind == ReplyKind::kForeign) return;
  CheckForged(sent, received);
  if (facts.kind == ReplyKind::kTruncated) SIGNPOST_CHECK(facts.size == sent.size());
  if (facts.kind == ReplyKind::kWhole) CheckWhole(sent, received, facts);
}

}  // namespace
}  // namespace signpost::forward

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size <= signpost::wire::kMessageSizeMax) signpost::forward::CheckReceived({data, size});
  return 0;
}
