#include "dns/transfer_desk.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "base/check.h"
#include "transfer/limits.h"

namespace signpost::dns {
namespace {

using transfer::TsigError;
using transfer::ZoneStream;
using Clock = std::chrono::steady_clock;
using wire::Rcode;
using wire::Type;

bool Is(const wire::Query& query, Type type) { return query.type == static_cast<uint16_t>(type); }

uint64_t NowS() { return static_cast<uint64_t>(std::time(nullptr)); }

// One of the transfers that run, until it ends.
class Place {
 public:
  explicit Place(TransferCount* running) : running_(*running) {
    is_free_ = running_.fetch_add(1, std::memory_order_relaxed) < transfer::kMaxTransfers;
  }
  ~Place() { running_.fetch_sub(1, std::memory_order_relaxed); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  bool is_free() const { return is_free_; }

 private:
  TransferCount& running_;
  bool is_free_;
};

ZoneStream::Question QuestionOf(const wire::Query& query, Bytes message) {
  const Bytes octets = message.subspan(wire::kHeaderSize, query.question_size);
  return {.id = query.id,
          .flags = query.flags,
          .octets = {octets.begin(), octets.end()},
          .has_opt = query.has_opt};
}

}  // namespace

TransferDesk::TransferDesk(const TransferOptions& options,
                           const records::SnapshotPublisher* publisher, Responder* responder,
                           TransferCount* running)
    : options_(options), publisher_(*publisher), responder_(*responder), running_(*running) {}

TransferDesk::Answer TransferDesk::Reply(const records::Snapshot& snapshot, Transport transport,
                                         Bytes message, const Asker& asker, size_t size_max) {
  const auto answer = [](Bytes reply, Exchange* exchange) {
    return Answer{reply, std::move(exchange->rest)};
  };
  Exchange plain{snapshot, message, asker, transport, size_max, {}};
  transfer::Tsig tsig;
  switch (FindTsig(message, &tsig)) {
    case transfer::TsigLook::kNone:
      return answer(AnswerVerified(&plain), &plain);
    case transfer::TsigLook::kMalformed:
      return {WithinLimit(AnswerAlone(Rcode::kFormErr, 0, &plain), plain)};
    case transfer::TsigLook::kFound:
      break;
  }
  static const transfer::TsigKeys kNoKeys;
  const transfer::TsigKeys& keys = options_.keys == nullptr ? kNoKeys : *options_.keys;
  const transfer::TsigKey* key = nullptr;
  const TsigError error = VerifyTsig(message, tsig, keys, NowS(), {}, &key);
  const std::vector<uint8_t> unsigned_message = WithoutTsig(message, tsig);
  Exchange exchange{snapshot, unsigned_message, asker, transport, size_max, {}};
  if (error != TsigError::kBadKey) exchange.signer.emplace(key, tsig.mac);
  if (error != TsigError::kNone) return {RefuseSignature(tsig, error, &exchange)};
  exchange.key = key;
  return answer(AnswerVerified(&exchange), &exchange);
}

// What is not proved to come from who has the key must not get anything signed with it (RFC 8945
// §5.2.1, §5.2.2).
Bytes TransferDesk::RefuseSignature(const transfer::Tsig& tsig, TsigError error,
                                    Exchange* exchange) {
  auto signer = std::exchange(exchange->signer, std::nullopt);
  AnswerAlone(Rcode::kNotAuth, 0, exchange);
  switch (error) {
    case TsigError::kBadTime:
    case TsigError::kBadTrunc:
      (error == TsigError::kBadTime ? counters_.bad_time : counters_.bad_signature).Add();
      signer->SignRefusal(tsig, error, NowS(), &reply_);
      break;
    default:
      (error == TsigError::kBadKey ? counters_.bad_key : counters_.bad_signature).Add();
      AddUnsignedTsig(tsig, error, &reply_);
      return WithinLimit(reply_, *exchange);
  }
  return reply_;
}

// Whoever asked may have borrowed the address.
Bytes TransferDesk::WithinLimit(Bytes reply, const Exchange& exchange) {
  const bool may_answer = !exchange.is_udp() || responder_.MayRefuse(exchange.asker, reply.size());
  return may_answer ? reply : Bytes();
}

Bytes TransferDesk::AnswerVerified(Exchange* exchange) {
  wire::Query query;
  SIGNPOST_CHECK(wire::ParseQuery(exchange->message, &query) == wire::ParseResult::kOk);
  const bool is_transfer = (Is(query, Type::kAxfr) || Is(query, Type::kIxfr)) &&
                           query.qclass == static_cast<uint16_t>(wire::Class::kIn) &&
                           SameBytes(query.canonical_name(), exchange->snapshot.apex.wire());
  return is_transfer ? AnswerTransfer(query, exchange) : AnswerByResponder(query, exchange);
}

Bytes TransferDesk::AnswerTransfer(const wire::Query& query, Exchange* exchange) {
  const auto client = IpAddress::FromBytes(exchange->asker.address);
  const bool is_axfr = Is(query, Type::kAxfr);
  if (!client || !options_.access.Allows(*client, exchange->key)) {
    counters_.refused.Add();
    return AnswerByResponder(query, exchange);  // that it refuses
  }
  if (is_axfr && exchange->is_udp()) return AnswerByResponder(query, exchange);
  if (exchange->snapshot.table == nullptr) return AnswerAlone(Rcode::kServFail, 0, exchange);
  if (is_axfr) return Stream(query, std::nullopt, exchange);
  const auto serial = transfer::SerialOf(exchange->message, query);
  if (!serial) return AnswerAlone(Rcode::kFormErr, 0, exchange);
  return exchange->is_udp() ? AnswerSoa(query, exchange) : Stream(query, serial, exchange);
}

// The first message is made here: most transfers of what changed have no other, and take no place.
Bytes TransferDesk::Stream(const wire::Query& query, std::optional<uint32_t> serial,
                           Exchange* exchange) {
  auto stream = std::make_shared<ZoneStream>(
      publisher_.Current(), QuestionOf(query, exchange->message), serial, exchange->signer);
  stream->Next(&reply_);
  if (!stream->IsAtEnd()) {
    auto place = std::make_shared<Place>(&running_);
    if (!place->is_free()) {
      counters_.too_many.Add();
      return AnswerAlone(Rcode::kServFail, 0, exchange);
    }
    const auto deadline = Clock::now() + options_.time_max;
    exchange->rest = [this, stream, place, deadline](std::vector<uint8_t>* message) {
      if (Clock::now() > deadline) {
        counters_.broken_off.Add();
        return StreamStep::kBroken;
      }
      if (!stream->Next(message)) return StreamStep::kEnd;
      counters_.messages.Add();
      counters_.octets.Add(message->size());
      return StreamStep::kMessage;
    };
  }
  switch (stream->kind()) {
    case ZoneStream::Kind::kFull:
      counters_.full.Add();
      break;
    case ZoneStream::Kind::kIncremental:
      counters_.incremental.Add();
      break;
    case ZoneStream::Kind::kNothingNew:
      counters_.nothing_new.Add();
  }
  counters_.messages.Add();
  counters_.octets.Add(reply_.size());
  responder_.CountReply(Rcode::kNoError);
  return reply_;
}

// It is not longer than a query with the SOA that it must carry: no limit of answers is needed.
Bytes TransferDesk::AnswerSoa(const wire::Query& query, Exchange* exchange) {
  const auto current = publisher_.Current();
  ZoneStream stream(current, QuestionOf(query, exchange->message), current->soa.serial,
                    exchange->signer);
  stream.Next(&reply_);
  if (reply_.size() > exchange->size_max) {
    responder_.CountTruncated();
    return AnswerAlone(Rcode::kNoError, wire::kFlagTc, exchange);
  }
  counters_.nothing_new.Add();
  responder_.CountReply(Rcode::kNoError);
  return reply_;
}

// A signed answer has to stay within the client's size with its TSIG; else it is cut (RFC 8945
// §5.3).
Bytes TransferDesk::AnswerByResponder(const wire::Query& query, Exchange* exchange) {
  reply_.resize(wire::kMessageSizeMax - transfer::kTsigSizeMax);
  const size_t size = responder_.RespondAfterTransfer(exchange->snapshot, exchange->transport,
                                                      exchange->message, reply_, exchange->asker);
  if (size == Responder::kForward) return AnswerAlone(Rcode::kRefused, 0, exchange);
  reply_.resize(size);
  if (size == 0) return {};
  Signed(exchange);
  const size_t offered = query.has_opt ? query.udp_size : wire::kPlainUdpSizeMax;
  if (exchange->is_udp() && reply_.size() > std::min(offered, exchange->size_max)) {
    responder_.CountTruncated();
    return WriteAlone(Rcode::kNoError, wire::kFlagTc, exchange);
  }
  return reply_;
}

// Header, question and rcode.
Bytes TransferDesk::AnswerAlone(Rcode rcode, uint16_t flags, Exchange* exchange) {
  responder_.CountReply(rcode);
  return WriteAlone(rcode, flags, exchange);
}

Bytes TransferDesk::WriteAlone(Rcode rcode, uint16_t flags, Exchange* exchange) {
  wire::Query query;
  wire::ParseQuery(exchange->message, &query);
  query.has_opt = false;
  reply_.resize(wire::kMessageSizeMax);
  wire::ResponseWriter writer(query, exchange->message, reply_, wire::kPlainUdpSizeMax);
  writer.SetFlags(flags);
  writer.SetRcode(rcode);
  reply_.resize(writer.Finish(0));
  return Signed(exchange);
}

Bytes TransferDesk::Signed(Exchange* exchange) {
  if (!exchange->signer) return reply_;
  // Once more, perhaps: what is sent instead of what was too long is the first message again.
  transfer::TsigSigner signer = *exchange->signer;
  signer.Sign(NowS(), &reply_);
  return reply_;
}

}  // namespace signpost::dns
