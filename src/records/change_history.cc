#include "records/change_history.h"

#include <utility>

#include "base/check.h"

namespace signpost::records {
namespace {

size_t OctetsOf(const ZoneChange& change) {
  return change.records.listed_added.byte_size() + change.records.listed_removed.byte_size();
}

}  // namespace

void ChangeHistory::Add(SharedZoneChange change) {
  SIGNPOST_CHECK(change != nullptr);
  octets_ += OctetsOf(*change);
  while (begin_ != end_ && (end_ - begin_ == kMaxKeptChanges || octets_ > kMaxKeptChangeOctets)) {
    ForgetOldest();
  }
  const size_t place = end_++ % kMaxKeptChanges;
  if (place == ring_.size()) {
    ring_.PushBack(std::move(change));
  } else {
    ring_.Set(place, std::move(change));
  }
}

const ZoneChange& ChangeHistory::operator[](uint64_t number) const {
  SIGNPOST_CHECK(number >= begin_ && number < end_);
  return *ring_[number % kMaxKeptChanges];
}

void ChangeHistory::ForgetOldest() {
  const size_t place = begin_++ % kMaxKeptChanges;
  octets_ -= OctetsOf(*ring_[place]);
  ring_.Set(place, nullptr);
}

}  // namespace signpost::records
