#include "transfer/notify_message.h"

#include "wire/response_writer.h"
#include "wire/types.h"

namespace signpost::transfer {
namespace {

constexpr uint16_t kNotify = static_cast<uint16_t>(wire::Opcode::kNotify) << 11;

}  // namespace

std::vector<uint8_t> NotifyMessage(const records::Snapshot& snapshot, uint16_t id) {
  const Bytes apex = snapshot.apex.wire();
  std::vector<uint8_t> message(wire::kHeaderSize);
  StoreU16(message.data(), id);
  StoreU16(message.data() + 2, kNotify | wire::kFlagAa);
  StoreU16(message.data() + 4, 1);  // question
  StoreU16(message.data() + 6, 1);  // answer
  message.insert(message.end(), apex.begin(), apex.end());
  const size_t at = message.size();
  message.resize(at + 4);
  StoreU16(message.data() + at, static_cast<uint16_t>(wire::Type::kSoa));
  StoreU16(message.data() + at + 2, static_cast<uint16_t>(wire::Class::kIn));
  message.insert(message.end(), snapshot.soa_answer.begin(), snapshot.soa_answer.end());
  return message;
}

bool IsNotifyReply(Bytes message, uint16_t id) {
  if (message.size() < wire::kHeaderSize || LoadU16(message.data()) != id) return false;
  const uint16_t flags = LoadU16(message.data() + 2);
  return (flags & wire::kFlagQr) != 0 && (flags & wire::kFlagOpcode) == kNotify;
}

}  // namespace signpost::transfer
