#include "transfer/notify_message.h"

#include <algorithm>

#include "wire/response_writer.h"
#include "wire/types.h"

namespace signpost::transfer {
namespace {

constexpr uint16_t kNotify = static_cast<uint16_t>(wire::Opcode::kNotify) << 11;

}  // namespace

std::vector<uint8_t> NotifyMessage(const records::Snapshot& snapshot, uint16_t id) {
  const Bytes apex = snapshot.apex.wire();
  const size_t question_end = wire::kHeaderSize + apex.size() + 4;
  std::vector<uint8_t> message(question_end + snapshot.soa_answer.size());
  uint8_t* const octets = message.data();
  StoreU16(octets, id);
  StoreU16(octets + 2, kNotify | wire::kFlagAa);
  StoreU16(octets + 4, 1);  // question
  StoreU16(octets + 6, 1);  // answer
  std::ranges::copy(apex, octets + wire::kHeaderSize);
  StoreU16(octets + question_end - 4, static_cast<uint16_t>(wire::Type::kSoa));
  StoreU16(octets + question_end - 2, static_cast<uint16_t>(wire::Class::kIn));
  std::ranges::copy(snapshot.soa_answer, octets + question_end);
  return message;
}

bool IsNotifyReply(Bytes message, uint16_t id) {
  if (message.size() < wire::kHeaderSize || LoadU16(message.data()) != id) return false;
  const uint16_t flags = LoadU16(message.data() + 2);
  return (flags & wire::kFlagQr) != 0 && (flags & wire::kFlagOpcode) == kNotify;
}

}  // namespace signpost::transfer
