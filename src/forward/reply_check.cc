#include "forward/reply_check.h"

#include "base/check.h"
#include "forward/record_check.h"
#include "wire/name.h"

namespace signpost::forward {
namespace {

constexpr size_t kTypeAndClassSize = 4;

// RFC 6891 §6.1.2.
constexpr auto kOptType = static_cast<uint16_t>(wire::Type::kOpt);
constexpr size_t kOptDataSizeOffset = 9;

size_t QuestionEnd(Bytes sent) {
  const size_t name_size = wire::NameSizeAt(sent.subspan(wire::kHeaderSize));
  SIGNPOST_CHECK(name_size > 0);
  return wire::kHeaderSize + name_size + kTypeAndClassSize;
}

// The header and, octet for octet, the question (case is part of what a forger must guess).
bool Answers(Bytes sent, size_t question_end, Bytes received) {
  if (received.size() < question_end) return false;
  if (LoadU16(received.data()) != LoadU16(sent.data())) return false;
  const uint16_t flags = LoadU16(&received[2]);
  const uint16_t opcode = LoadU16(&sent[2]) & wire::kFlagOpcode;
  if ((flags & wire::kFlagQr) == 0 || (flags & wire::kFlagOpcode) != opcode) return false;
  if (LoadU16(&received[4]) != 1) return false;
  const size_t size = question_end - wire::kHeaderSize;
  return SameBytes(sent.subspan(wire::kHeaderSize, size),
                   received.subspan(wire::kHeaderSize, size));
}

}  // namespace

ReplyFacts CheckReply(Bytes sent, Bytes received) {
  const size_t question_end = QuestionEnd(sent);
  if (!Answers(sent, question_end, received)) return {.kind = ReplyKind::kForeign};
  const uint16_t flags = LoadU16(&received[2]);
  const auto rcode = static_cast<wire::Rcode>(flags & 0xf);
  if ((flags & wire::kFlagTc) != 0) {
    return {.kind = ReplyKind::kTruncated, .rcode = rcode, .size = question_end};
  }
  RecordWalk records(received, question_end);
  const size_t before_additionals = size_t{LoadU16(&received[6])} + LoadU16(&received[8]);
  if (!records.Skip(before_additionals, /*opt_allowed=*/false) ||
      !records.Skip(LoadU16(&received[10]), /*opt_allowed=*/true)) {
    return {.kind = ReplyKind::kMalformed};
  }
  return {.kind = ReplyKind::kWhole, .rcode = rcode, .size = records.offset()};
}

OptPlace FindOpt(Bytes reply, size_t start) {
  RecordWalk records(reply, start);
  records.Skip(size_t{LoadU16(&reply[6])} + LoadU16(&reply[8]), /*opt_allowed=*/false);
  OptPlace place;
  for (size_t left = LoadU16(&reply[10]); left > 0; --left) {
    const size_t at = records.offset();
    if (!records.Skip(1, /*opt_allowed=*/true)) break;
    // Owner: the root; type.
    const bool is_opt = reply[at] == 0 && LoadU16(&reply[at + 1]) == kOptType;
    if (!is_opt) continue;
    place.has_opt = true;
    if (left == 1) place.data_size_at = at + kOptDataSizeOffset;
  }
  return place;
}

AnswersThatFit FitAnswers(Bytes reply, size_t start, size_t room) {
  RecordWalk records(reply, start);
  AnswersThatFit fit;
  for (size_t left = LoadU16(&reply[6]); left > 0; --left) {
    if (!records.Skip(1, /*opt_allowed=*/false) || records.offset() - start > room) break;
    fit = {.size = records.offset() - start, .count = fit.count + 1};
  }
  return fit;
}

}  // namespace signpost::forward
