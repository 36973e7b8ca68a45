#include "dns/rrset_answer.h"

#include <array>
#include <cstring>

#include "records/additional.h"
#include "wire/name.h"

namespace signpost::dns {
namespace {

// A compression pointer has 14 bits (RFC 1035 §4.1.4).
constexpr size_t kPointerMax = 0x3fff;
constexpr uint16_t kPointer = 0xc000;
constexpr size_t kOwnerPointerSize = 2;
constexpr size_t kAddressRecordSizeMax = 28;

}  // namespace

RrsetAnswer::RrsetAnswer(const records::RrsetView& rrset, size_t start,
                         wire::ResponseWriter* writer)
    : rrset_(rrset),
      start_(start),
      start_offset_(rrset.RecordOffset(start)),
      writer_(*writer),
      position_(writer->size()),
      complete_(WriteAll()) {
  if (!complete_) WriteWhatFits();
}

bool RrsetAnswer::WriteAll() {
  if (rrset_.records.size() > writer_.room()) return false;
  writer_.Answer(rrset_.records.subspan(start_offset_), rrset_.record_count - start_);
  if (start_ > 0) writer_.Answer(rrset_.records.first(start_offset_), start_);
  return true;
}

void RrsetAnswer::WriteWhatFits() {
  for (size_t i = 0; i < rrset_.record_count; ++i) {
    const size_t record = (start_ + i) % rrset_.record_count;
    const size_t offset = rrset_.RecordOffset(record);
    const size_t size = rrset_.RecordOffset(record + 1) - offset;
    if (!writer_.Answer(rrset_.records.subspan(offset, size), 1)) return;
  }
}

void RrsetAnswer::WriteAdditional(std::span<uint8_t> reply) {
  const size_t target_offset = records::TargetOffset(rrset_.type);
  records::ForEachAdditional(rrset_, [&](const records::AdditionalEntry& entry) {
    const size_t target_position = PositionOf(entry.record_index) + target_offset;
    return WriteAddress(entry.record, target_position, reply);
  });
}

// Where the answer holds record number `record`.
size_t RrsetAnswer::PositionOf(size_t record) const {
  const size_t offset = rrset_.RecordOffset(record);
  const size_t behind_start = offset >= start_offset_
                                  ? offset - start_offset_
                                  : offset + rrset_.records.size() - start_offset_;
  return position_ + behind_start;
}

bool RrsetAnswer::WriteAddress(Bytes record, size_t target_position, std::span<uint8_t> reply) {
  if (target_position > kPointerMax) {
    const Bytes target(&reply[target_position], writer_.size() - target_position);
    return WriteAddressInFull(record, target.first(wire::NameSizeAt(target)));
  }
  const size_t at = writer_.size();
  if (!writer_.Additional(record, 1)) return false;
  StoreU16(&reply[at], static_cast<uint16_t>(kPointer | target_position));
  return true;
}

bool RrsetAnswer::WriteAddressInFull(Bytes record, Bytes owner) {
  std::array<uint8_t, wire::kNameSizeMax + kAddressRecordSizeMax> whole;
  const Bytes rest = record.subspan(kOwnerPointerSize);
  std::memcpy(whole.data(), owner.data(), owner.size());
  std::memcpy(whole.data() + owner.size(), rest.data(), rest.size());
  return writer_.Additional({whole.data(), owner.size() + rest.size()}, 1);
}

}  // namespace signpost::dns
