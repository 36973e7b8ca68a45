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

// {code: 2, size: 2, data} (RFC 6891 §6.1.2). Returns the size.
size_t WriteOption(wire::OptionCode code, Bytes data, uint8_t* at) {
  StoreU16(at, static_cast<uint16_t>(code));
  StoreU16(at + 2, static_cast<uint16_t>(data.size()));
  std::memcpy(at + wire::kOptionHeaderSize, data.data(), data.size());
  return wire::kOptionHeaderSize + data.size();
}

// An OPT with the UDP size `udp_size` and no options.
size_t WriteEmptyOpt(uint16_t udp_size, uint8_t* at) {
  std::memset(at, 0, wire::kOptSize);
  StoreU16(at + 1, static_cast<uint16_t>(wire::Type::kOpt));
  StoreU16(at + 3, udp_size);
  return wire::kOptSize;
}

// Adds `cookie` to the reply of `size` octets in `reply`, which has room for kCookieRoom more, and
// returns the size then. A client that has had a cookie of ours drops replies without one
// (RFC 7873 §5.3); the upstream knows nothing of it.
size_t AddCookie(Bytes cookie, size_t start, uint16_t udp_size, size_t size,
                 std::span<uint8_t> reply) {
  forward::OptPlace opt = forward::FindOpt(reply.first(size), start);
  if (!opt.has_opt) {
    opt.data_size_at = size + wire::kOptSize - 2;
    size += WriteEmptyOpt(udp_size, &reply[size]);
    StoreU16(&reply[10], static_cast<uint16_t>(LoadU16(&reply[10]) + 1));
  }
  if (opt.data_size_at == 0) return size;
  const size_t option_size = WriteOption(wire::OptionCode::kCookie, cookie, &reply[size]);
  uint8_t* const data_size = &reply[opt.data_size_at];
  StoreU16(data_size, static_cast<uint16_t>(LoadU16(data_size) + option_size));
  return size + option_size;
}

size_t CookieRoom(Bytes cookie) {
  return cookie.empty() ? 0 : wire::kOptSize + wire::kOptionHeaderSize + cookie.size();
}

}  // namespace

RelayedReply WriteRelayedReply(const Answer& answer, const RelayedTo& client,
                               const ResponderOptions& options, std::span<uint8_t> reply) {
  wire::Query query;
  SIGNPOST_CHECK(wire::ParseQuery(answer.query, &query) == wire::ParseResult::kOk);
  query.id = client.id;
  const Bytes cookie = client.cookie;
  const size_t size_max = SizeMax(query, client.transport, options, reply.size());
  const bool is_reply = answer.failure == forward::Failure::kNone;
  const size_t start = wire::kHeaderSize + query.question_size;
  if (is_reply && !answer.is_truncated && answer.reply.size() + CookieRoom(cookie) <= size_max) {
    size_t size = answer.reply.size();
    std::memcpy(reply.data(), answer.reply.data(), size);
    StoreU16(reply.data(), client.id);
    if (!cookie.empty()) size = AddCookie(cookie, start, options.udp_size_max, size, reply);
    return {.size = size, .rcode = static_cast<Rcode>(reply[3] & 0xf)};
  }
  wire::ResponseWriter writer(query, answer.query, reply, size_max);
  if (!cookie.empty()) writer.AddOption(wire::OptionCode::kCookie, cookie);
  const Rcode rcode =
      is_reply ? WriteCut(answer, options, &writer) : WriteFailure(answer, options, &writer);
  writer.SetRcode(rcode);
  return {.size = writer.Finish(options.udp_size_max), .rcode = rcode, .is_cut = is_reply};
}

size_t WriteForwardingRefused(Bytes message, const wire::Query& query, Bytes cookie,
                              const ResponderOptions& options, std::span<uint8_t> reply) {
  wire::ResponseWriter writer(query, message, reply, wire::kPlainUdpSizeMax);
  if (!cookie.empty()) writer.AddOption(wire::OptionCode::kCookie, cookie);
  AddExtendedError(kProhibited, "", &writer);
  writer.SetRcode(Rcode::kRefused);
  return writer.Finish(options.udp_size_max);
}

}  // namespace signpost::dns
