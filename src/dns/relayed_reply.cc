#include "dns/relayed_reply.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/check.h"
#include "forward/reply_check.h"
#include "wire/query_reader.h"
#include "wire/response_writer.h"

namespace signpost::dns {
namespace {

using forward::Answer;
using wire::Rcode;

// RFC 8914 §4.
constexpr uint16_t kOtherError = 0;
constexpr uint16_t kProhibited = 18;
constexpr uint16_t kNoReachableAuthority = 22;

// What a cut reply repeats of the upstream's flags.
constexpr uint16_t kFlagsKept = wire::kFlagAa | wire::kFlagRa;

// {info code: 2, text} (RFC 8914 §2).
void AddExtendedError(uint16_t code, std::string_view text, wire::ResponseWriter* writer) {
  std::array<uint8_t, wire::kReplyOptionsSizeMax> data;
  SIGNPOST_CHECK(text.size() + 2 <= data.size());
  StoreU16(data.data(), code);
  std::memcpy(data.data() + 2, text.data(), text.size());
  writer->AddOption(wire::OptionCode::kExtendedError, {data.data(), text.size() + 2});
}

size_t SizeMax(const wire::Query& query, Transport transport, const ResponderOptions& options,
               size_t room) {
  if (transport == Transport::kTcp) return std::min(room, wire::kMessageSizeMax);
  return std::min({room, size_t{query.udp_size}, size_t{options.udp_size_max}});
}

void Explain(forward::Failure failure, wire::ResponseWriter* writer) {
  switch (failure) {
    case forward::Failure::kTooMany:
      return AddExtendedError(kOtherError, "too many queries", writer);
    case forward::Failure::kNoUpstream:
      return AddExtendedError(kOtherError, "no resolvers", writer);
    default:
      return AddExtendedError(kNoReachableAuthority, "", writer);
  }
}

// The answers keep their places in the message, so that names in them may point to each other.
void CopyWhatFits(Bytes reply, wire::ResponseWriter* writer) {
  const size_t start = writer->size();
  const forward::AnswersThatFit fit = forward::FitAnswers(reply, start, writer->room());
  writer->Answer(reply.subspan(start, fit.size), fit.count);
}

// Of a truncated one the records are unknown.
Rcode WriteCut(const Answer& answer, const ResponderOptions& options,
               wire::ResponseWriter* writer) {
  const uint16_t flags = LoadU16(&answer.reply[2]);
  writer->SetFlags(flags & kFlagsKept);
  if (!answer.is_truncated) CopyWhatFits(answer.reply, writer);
  if (answer.is_truncated || options.set_truncate_bit) writer->SetFlags(wire::kFlagTc);
  return static_cast<Rcode>(flags & 0xf);
}

Rcode WriteFailure(const Answer& answer, const ResponderOptions& options,
                   wire::ResponseWriter* writer) {
  if (options.recursion_available) writer->SetFlags(wire::kFlagRa);
  Explain(answer.failure, writer);
  return Rcode::kServFail;
}

}  // namespace

RelayedReply WriteRelayedReply(const Answer& answer, uint16_t id, Transport transport,
                               const ResponderOptions& options, std::span<uint8_t> reply) {
  wire::Query query;
  SIGNPOST_CHECK(wire::ParseQuery(answer.query, &query) == wire::ParseResult::kOk);
  query.id = id;
  const size_t size_max = SizeMax(query, transport, options, reply.size());
  const bool is_reply = answer.failure == forward::Failure::kNone;
  if (is_reply && !answer.is_truncated && answer.reply.size() <= size_max) {
    std::memcpy(reply.data(), answer.reply.data(), answer.reply.size());
    StoreU16(reply.data(), id);
    return {.size = answer.reply.size(), .rcode = static_cast<Rcode>(reply[3] & 0xf)};
  }
  wire::ResponseWriter writer(query, answer.query, reply, size_max);
  const Rcode rcode =
      is_reply ? WriteCut(answer, options, &writer) : WriteFailure(answer, options, &writer);
  writer.SetRcode(rcode);
  return {.size = writer.Finish(options.udp_size_max), .rcode = rcode, .is_cut = is_reply};
}

size_t WriteForwardingRefused(Bytes message, const wire::Query& query,
                              const ResponderOptions& options, std::span<uint8_t> reply) {
  wire::ResponseWriter writer(query, message, reply, wire::kPlainUdpSizeMax);
  AddExtendedError(kProhibited, "", &writer);
  writer.SetRcode(Rcode::kRefused);
  return writer.Finish(options.udp_size_max);
}

}  // namespace signpost::dns
