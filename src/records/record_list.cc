#include "records/record_list.h"

#include "base/check.h"

namespace signpost::records {
namespace {

constexpr size_t kTypeAndSize = 4;

size_t OwnerEnd(const uint8_t* at) { return 1 + size_t{at[0]}; }

}  // namespace

RecordView RecordList::Iterator::operator*() const {
  const uint8_t* fixed = at_ + OwnerEnd(at_);
  return {.owner = {at_ + 1, at_[0]},
          .type = static_cast<wire::Type>(LoadU16(fixed)),
          .rdata = {fixed + kTypeAndSize, LoadU16(fixed + 2)}};
}

RecordList::Iterator& RecordList::Iterator::operator++() {
  const uint8_t* fixed = at_ + OwnerEnd(at_);
  at_ = fixed + kTypeAndSize + LoadU16(fixed + 2);
  return *this;
}

void RecordList::Add(Bytes owner, wire::Type type, Bytes rdata) {
  SIGNPOST_CHECK(!owner.empty() && owner.size() <= wire::kNameSizeMax);
  SIGNPOST_CHECK(rdata.size() <= wire::kMessageSizeMax);
  uint8_t fixed[kTypeAndSize];
  StoreU16(fixed, static_cast<uint16_t>(type));
  StoreU16(fixed + 2, static_cast<uint16_t>(rdata.size()));
  bytes_.push_back(static_cast<uint8_t>(owner.size()));
  bytes_.insert(bytes_.end(), owner.begin(), owner.end());
  bytes_.insert(bytes_.end(), fixed, fixed + kTypeAndSize);
  bytes_.insert(bytes_.end(), rdata.begin(), rdata.end());
  ++count_;
}

}  // namespace signpost::records
