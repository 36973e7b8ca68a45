#include "dns/responder.h"

#include <algorithm>
#include <cstring>

#include "dns/rrset_answer.h"
#include "dns/special_names.h"
#include "dns/wildcard.h"
#include "wire/name.h"

namespace signpost::dns {
namespace {

using records::NodeView;
using records::RrsetView;
using wire::Rcode;
using wire::Type;

AnswerKind KindOf(std::optional<Rcode> rcode, const wire::ResponseWriter& writer) {
  if (!rcode) return AnswerKind::kForwarded;
  switch (*rcode) {
    case Rcode::kNoError:
      return writer.answer_count() > 0 ? AnswerKind::kData : AnswerKind::kNoData;
    case Rcode::kNxDomain:
      return AnswerKind::kNxDomain;
    case Rcode::kServFail:
    case Rcode::kRefused:
      return AnswerKind::kRefusal;
    default:
      return AnswerKind::kMalformed;
  }
}

bool IsTransfer(uint16_t type) {
  return type == static_cast<uint16_t>(Type::kAxfr) || type == static_cast<uint16_t>(Type::kIxfr);
}

// A query that is signed, or asks for the zone whole.
bool IsForDesk(const wire::Query& query, wire::ParseResult parsed,
               const records::Snapshot& snapshot) {
  if (parsed != wire::ParseResult::kOk) return false;
  if (query.is_signed) return true;
  return IsTransfer(query.type) && query.qclass == static_cast<uint16_t>(wire::Class::kIn) &&
         SameBytes(query.canonical_name(), snapshot.apex.wire());
}

// The RRset whose additional addresses follow an answer of several; the last one if none has any.
size_t LastWithTargets(NodeView node) {
  for (size_t index = node.rrset_count(); index > 0; --index) {
    if (node.rrset(index - 1).additional_count > 0) return index - 1;
  }
  return node.rrset_count() - 1;
}

bool IsApex(const wire::Query& query, const records::Snapshot& snapshot) {
  return SameBytes(query.canonical_name(), snapshot.apex.wire());
}

// The node of the asked name, or of the name without ".*" where the literal one does not exist.
NodeView FindNode(const records::RecordTable& table, const wire::Query& query) {
  const NodeView node = table.Find(query.canonical_name());
  if (node) return node;
  std::array<uint8_t, wire::kNameSizeMax> name;
  const size_t size = WithoutWildcards(query.canonical_name(), name.data());
  return size == 0 ? NodeView() : table.Find({name.data(), size});
}

}  // namespace

size_t Responder::Respond(const records::Snapshot& snapshot, Transport transport, Bytes message,
                          std::span<uint8_t> reply, const Asker& asker) {
  wire::Query query;
  wire::ParseResult parsed;
  if (!Read(transport, message, &query, &parsed)) return 0;
  if (options_.transfers && IsForDesk(query, parsed, snapshot)) return kTransfer;
  return RespondToRead(snapshot, transport, query, parsed, message, reply, asker);
}

size_t Responder::RespondAfterTransfer(const records::Snapshot& snapshot, Transport transport,
                                       Bytes message, std::span<uint8_t> reply,
                                       const Asker& asker) {
  wire::Query query;
  const wire::ParseResult parsed = wire::ParseQuery(message, &query);
  if (parsed == wire::ParseResult::kDrop) return 0;
  return RespondToRead(snapshot, transport, query, parsed, message, reply, asker);
}

size_t Responder::RespondToRead(const records::Snapshot& snapshot, Transport transport,
                                const wire::Query& query, wire::ParseResult parsed, Bytes message,
                                std::span<uint8_t> reply, const Asker& asker) {
  Exchange exchange{
      snapshot,
      transport,
      query,
      reply,
      asker,
      wire::ResponseWriter(query, message, reply, SizeMax(query, transport, reply.size()))};
  if (!query.cookie.empty()) AnswerCookie(&exchange);
  const bool is_ok = parsed == wire::ParseResult::kOk;
  return FinishWithinLimit(is_ok ? Answer(&exchange) : RcodeOf(parsed, exchange), &exchange);
}

size_t Responder::RespondToOversized(Transport transport, Bytes beginning, std::span<uint8_t> reply,
                                     const Asker& asker) {
  (transport == Transport::kUdp ? counters_.udp_oversized : counters_.tcp_oversized).Add();
  static const records::Snapshot kNoSnapshot;
  wire::Query query;
  wire::ParseResult parsed;
  if (!Read(transport, beginning, &query, &parsed)) return 0;
  Exchange exchange{
      kNoSnapshot,
      transport,
      query,
      reply,
      asker,
      wire::ResponseWriter(query, beginning, reply, SizeMax(query, transport, reply.size()))};
  if (!query.cookie.empty()) AnswerCookie(&exchange);
  return FinishWithinLimit(Rcode::kFormErr, &exchange);
}

bool Responder::Read(Transport transport, Bytes message, wire::Query* query,
                     wire::ParseResult* parsed) {
  (transport == Transport::kUdp ? counters_.udp_queries : counters_.tcp_queries).Add();
  *parsed = wire::ParseQuery(message, query);
  if (query->has_bad_cookie) counters_.cookies_malformed.Add();
  if (*parsed != wire::ParseResult::kDrop) return true;
  counters_.dropped.Add();
  return false;
}

// Its room is taken before that of the records. Whatever it proves, the query is answered
// (RFC 7873 §5.2.3, §5.2.4).
void Responder::AnswerCookie(Exchange* exchange) {
  const CookieAnswer answer = dns::AnswerCookie(
      cookie_secrets_, exchange->query.cookie, exchange->asker.address, exchange->asker.now.unix_s);
  exchange->proof = answer.proof;
  exchange->writer.AddOption(wire::OptionCode::kCookie, answer.option);
  if (answer.proof == CookieProof::kValid) counters_.cookies_valid.Add();
  if (answer.proof == CookieProof::kInvalid) counters_.cookies_invalid.Add();
}

Rcode Responder::RcodeOf(wire::ParseResult parsed, const Exchange& exchange) const {
  switch (parsed) {
    case wire::ParseResult::kNotImp:
      return Rcode::kNotImp;
    case wire::ParseResult::kBadVers:
      return Rcode::kBadVers;
    case wire::ParseResult::kCookieQuery:  // RFC 7873 §5.4
      return exchange.proof == CookieProof::kInvalid ? Rcode::kBadCookie : Rcode::kNoError;
    default:
      return Rcode::kFormErr;
  }
}

size_t Responder::FinishWithinLimit(std::optional<Rcode> rcode, Exchange* exchange) {
  wire::ResponseWriter* const writer = &exchange->writer;
  const bool is_limited = limiter_ != nullptr && exchange->transport == Transport::kUdp &&
                          exchange->proof != CookieProof::kValid;
  if (is_limited) {
    const auto verdict = limiter_->Judge(exchange->asker.address, KindOf(rcode, *writer),
                                         writer->finished_size(), exchange->asker.now.steady_us);
    if (verdict == RateLimiter::Verdict::kShorten) return Shorten(exchange);
    if (verdict == RateLimiter::Verdict::kDrop) return Drop();
  }
  return rcode ? Finish(*rcode, writer) : kForward;
}

// An answer that makes an honest client come again: with the cookie that it learns, or over TCP. It
// is not longer than the query, but for a first cookie, which therefore goes out every second time.
size_t Responder::Shorten(Exchange* exchange) {
  exchange->writer.DropRecords();
  if (exchange->query.cookie.empty()) {
    exchange->writer.SetFlags(wire::kFlagTc);
    counters_.rate_limited_slipped.Add();
    return Finish(Rcode::kNoError, &exchange->writer);
  }
  if (exchange->proof == CookieProof::kNone) {
    slips_next_cookie_ = !slips_next_cookie_;
    if (slips_next_cookie_) return Drop();
  }
  counters_.rate_limited_slipped.Add();
  return Finish(Rcode::kBadCookie, &exchange->writer);
}

bool Responder::MayRefuse(const Asker& asker, size_t size) {
  if (limiter_ == nullptr) return true;
  const auto verdict =
      limiter_->Judge(asker.address, AnswerKind::kRefusal, size, asker.now.steady_us);
  if (verdict == RateLimiter::Verdict::kAnswer) return true;
  counters_.rate_limited_dropped.Add();
  return false;
}

size_t Responder::Drop() {
  counters_.rate_limited_dropped.Add();
  return 0;
}

size_t Responder::Finish(Rcode rcode, wire::ResponseWriter* writer) {
  CountReply(rcode);
  writer->SetRcode(rcode);
  return writer->Finish(options_.udp_size_max);
}

size_t Responder::SizeMax(const wire::Query& query, Transport transport, size_t reply_size) const {
  if (transport == Transport::kTcp) return std::min(reply_size, wire::kMessageSizeMax);
  const size_t offered = query.has_opt ? query.udp_size : wire::kPlainUdpSizeMax;
  return std::min({reply_size, offered, size_t{options_.udp_size_max}});
}

std::optional<Rcode> Responder::Answer(Exchange* exchange) {
  const wire::Query& query = exchange->query;
  if (query.qclass != static_cast<uint16_t>(wire::Class::kIn)) return Rcode::kRefused;
  if (!wire::IsAtOrBelow(query.canonical_name(), exchange->snapshot.apex.wire())) {
    counters_.outside.Add();
    return AnswerOutside(exchange);
  }
  if (IsTransfer(query.type)) return Rcode::kRefused;
  if (options_.recursion_available) exchange->writer.SetFlags(wire::kFlagRa);
  return AnswerFromZone(exchange);
}

std::optional<Rcode> Responder::AnswerOutside(Exchange* exchange) {
  const wire::Query& query = exchange->query;
  if (!options_.forwards || IsTransfer(query.type)) return Rcode::kRefused;
  const SpecialName special = SpecialNameOf(query.canonical_name());
  if (special == SpecialName::kNone) return std::nullopt;
  exchange->writer.SetFlags(wire::kFlagAa);
  if (options_.recursion_available) exchange->writer.SetFlags(wire::kFlagRa);
  return AnswerSpecialName(special, query.qtype(), &exchange->writer);
}

Rcode Responder::AnswerFromZone(Exchange* exchange) {
  const records::Snapshot& snapshot = exchange->snapshot;
  if (snapshot.table == nullptr) return Rcode::kServFail;
  exchange->writer.SetFlags(wire::kFlagAa);
  const NodeView node = FindNode(*snapshot.table, exchange->query);
  if (!node) {
    AnswerNegative(exchange);
    return Rcode::kNxDomain;
  }
  AnswerFromNode(node, exchange);
  return Rcode::kNoError;
}

void Responder::AnswerFromNode(NodeView node, Exchange* exchange) {
  const Type type = exchange->query.qtype();
  if (type == Type::kAny) return AnswerAny(node, exchange);
  if (type == Type::kSoa && AnswerApexSoa(exchange)) return;
  const RrsetView rrset = node.Find(type);
  if (rrset.record_count == 0) return AnswerNegative(exchange);
  AnswerRrset(rrset, exchange, /*with_additional=*/true);
}

// True when the apex was asked for.
bool Responder::AnswerApexSoa(Exchange* exchange) {
  if (!IsApex(exchange->query, exchange->snapshot)) return false;
  if (!exchange->writer.Answer(exchange->snapshot.soa_answer, 1)) MarkCut(exchange);
  return true;
}

// Over TCP all that there is, over UDP one RRset (RFC 8482 §4.1).
void Responder::AnswerAny(NodeView node, Exchange* exchange) {
  const bool has_soa = AnswerApexSoa(exchange);
  if (has_soa && exchange->transport == Transport::kUdp) return;
  const size_t count = node.rrset_count();
  if (count == 0) return AnswerNegative(exchange);
  if (exchange->transport == Transport::kUdp) {
    AnswerRrset(node.rrset(0), exchange, /*with_additional=*/false);
    return;
  }
  const size_t last = LastWithTargets(node);
  for (size_t index = 0; index < count; ++index) {
    if (index == last) continue;
    if (!AnswerRrset(node.rrset(index), exchange, /*with_additional=*/false)) return;
  }
  AnswerRrset(node.rrset(last), exchange, /*with_additional=*/true);
}

// RFC 2308 §3: with the SOA, whose owner is the apex, the end of the asked name. It is required, so
// that without room for it the answer is cut (RFC 2181 §9).
void Responder::AnswerNegative(Exchange* exchange) {
  const records::Snapshot& snapshot = exchange->snapshot;
  const size_t at = exchange->writer.size();
  if (!exchange->writer.Authority(snapshot.soa_negative, 1)) return MarkCut(exchange);
  const size_t apex_at = wire::kHeaderSize + exchange->query.name_size - snapshot.apex.size();
  StoreU16(&exchange->reply[at], static_cast<uint16_t>(0xc000 | apex_at));
}

bool Responder::AnswerRrset(const RrsetView& rrset, Exchange* exchange, bool with_additional) {
  const size_t start = rrset.record_count == 1 ? 0 : rotation_++ % rrset.record_count;
  RrsetAnswer answer(rrset, start, &exchange->writer);
  if (!answer.complete()) {
    MarkCut(exchange);
    return false;
  }
  if (with_additional && rrset.additional_count > 0) answer.WriteAdditional(exchange->reply);
  return true;
}

void Responder::MarkCut(Exchange* exchange) {
  counters_.truncated.Add();
  if (options_.set_truncate_bit) exchange->writer.SetFlags(wire::kFlagTc);
}

}  // namespace signpost::dns
