#include "wire/response_writer.h"

#include "base/check.h"

namespace signpost::wire {
namespace {

constexpr uint16_t kFlagsCopied = kFlagOpcode | kFlagRd | kFlagCd;
constexpr uint32_t kOptDnssecOk = 0x8000;

size_t ReservedForOpt(const Query& query) { return query.has_opt ? kOptSize : 0; }

}  // namespace

ResponseWriter::ResponseWriter(const Query& query, Bytes message, std::span<uint8_t> buffer,
                               size_t size_max)
    : query_(query),
      buffer_(buffer.data()),
      limit_(size_max - ReservedForOpt(query)),
      records_start_(kHeaderSize + query.question_size),
      size_(records_start_) {
  SIGNPOST_CHECK(size_max >= kPlainUdpSizeMax && size_max <= buffer.size());
  std::memcpy(buffer_ + kHeaderSize, message.data() + kHeaderSize, query.question_size);
}

void ResponseWriter::DropRecords() {
  size_ = records_start_;
  for (uint16_t& count : counts_) count = 0;
}

bool ResponseWriter::AddOption(OptionCode code, Bytes data) {
  const size_t size = kOptionHeaderSize + data.size();
  if (!query_.has_opt || size > room() || options_size_ + size > sizeof(options_)) return false;
  uint8_t* const at = options_ + options_size_;
  StoreU16(at, static_cast<uint16_t>(code));
  StoreU16(at + 2, static_cast<uint16_t>(data.size()));
  if (!data.empty()) std::memcpy(at + kOptionHeaderSize, data.data(), data.size());
  options_size_ += size;
  limit_ -= size;
  return true;
}

size_t ResponseWriter::Finish(uint16_t udp_size) {
  if (query_.has_opt) WriteOpt(udp_size);
  const auto rcode = static_cast<uint16_t>(rcode_);
  const uint16_t flags = kFlagQr | (query_.flags & kFlagsCopied) | flags_ | (rcode & 0xf);
  StoreU16(buffer_, query_.id);
  StoreU16(buffer_ + 2, flags);
  StoreU16(buffer_ + 4, query_.question_size > 0 ? 1 : 0);
  StoreU16(buffer_ + 6, counts_[kAnswerCount]);
  StoreU16(buffer_ + 8, counts_[kAuthorityCount]);
  StoreU16(buffer_ + 10, counts_[kAdditionalCount]);
  return size_;
}

// The constructor kept the room for it. RFC 6891 §6.1.2:
//   00 | 00 29 | our UDP size: 2 | upper rcode: 1, version: 1, DO and zeros: 2 | options' size: 2
//   options
void ResponseWriter::WriteOpt(uint16_t udp_size) {
  const uint32_t rcode_upper = static_cast<uint32_t>(rcode_) >> 4 << 24;
  uint8_t* const at = buffer_ + size_;
  at[0] = 0;
  StoreU16(at + 1, static_cast<uint16_t>(Type::kOpt));
  StoreU16(at + 3, udp_size);
  StoreU32(at + 5, rcode_upper | (query_.dnssec_ok ? kOptDnssecOk : 0));
  StoreU16(at + 9, static_cast<uint16_t>(options_size_));
  std::memcpy(at + kOptSize, options_, options_size_);
  size_ += kOptSize + options_size_;
  ++counts_[kAdditionalCount];
}

}  // namespace signpost::wire
