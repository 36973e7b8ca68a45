#include "records/diff_history.h"

#include <utility>

#include "base/check.h"

namespace signpost::records {
namespace {

size_t OctetsOf(const ZoneDiff& diff) {
  return sizeof(ZoneDiff) + diff.removed.byte_size() + diff.added.byte_size();
}

}  // namespace

void DiffHistory::Add(SharedZoneDiff diff) {
  if (diff == nullptr || OctetsOf(*diff) > octets_max_) {
    while (begin_ != end_) ForgetOldest();
    return;
  }
  SIGNPOST_CHECK(begin_ == end_ || (*this)[end_ - 1].to_serial == diff->from_serial);
  octets_ += OctetsOf(*diff);
  while (begin_ != end_ && (end_ - begin_ == count_max_ || octets_ > octets_max_)) ForgetOldest();
  const size_t place = end_++ % count_max_;
  if (place == ring_.size()) {
    ring_.PushBack(std::move(diff));
  } else {
    ring_.Set(place, std::move(diff));
  }
}

const ZoneDiff& DiffHistory::operator[](uint64_t number) const {
  SIGNPOST_CHECK(number >= begin_ && number < end_);
  return *ring_[number % count_max_];
}

std::optional<uint64_t> DiffHistory::Find(uint32_t serial) const {
  for (uint64_t number = end_; number > begin_; --number) {
    if ((*this)[number - 1].from_serial == serial) return number - 1;
  }
  return std::nullopt;
}

void DiffHistory::ForgetOldest() {
  const size_t place = begin_++ % count_max_;
  octets_ -= OctetsOf(*ring_[place]);
  ring_.Set(place, nullptr);
}

}  // namespace signpost::records
