#include "records/zone_edits.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace signpost::records {
namespace {

constexpr size_t kEditsPerRange = 4;

bool ComesBefore(const Edit& a, const Edit& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  return std::lexicographical_compare(a.owner.begin(), a.owner.end(), b.owner.begin(),
                                      b.owner.end());
}

}  // namespace

ZoneEdits::ZoneEdits(size_t count_expected) {
  edits_.reserve(count_expected);
  records_.reserve(count_expected);
}

Edit& ZoneEdits::Begin(Bytes owner, uint64_t hash) {
  edits_.push_back({.hash = hash,
                    .owner = owner,
                    .records_begin = records_.size(),
                    .records_end = records_.size()});
  return edits_.back();
}

void ZoneEdits::AddRecord(const NodeRecord& record) {
  records_.push_back(record);
  edits_.back().records_end = records_.size();
}

void ZoneEdits::DropLast() {
  records_.resize(edits_.back().records_begin);
  edits_.pop_back();
}

void ZoneEdits::Sort() {
  const auto added = edits_.begin() + static_cast<ptrdiff_t>(sorted_count_);
  if (!std::is_sorted(added, edits_.end(), ComesBefore)) {
    std::sort(added, edits_.end(), ComesBefore);
  }
  std::inplace_merge(edits_.begin(), added, edits_.end(), ComesBefore);
  sorted_count_ = edits_.size();
  IndexRanges();
}

void ZoneEdits::IndexRanges() {
  const auto bits = static_cast<unsigned>(std::bit_width(edits_.size() / kEditsPerRange)) + 1;
  range_shift_ = 64 - bits;
  range_begins_.assign(size_t{1} << bits, 0);
  for (const Edit& edit : edits_) {
    const size_t next = (edit.hash >> range_shift_) + 1;
    if (next < range_begins_.size()) ++range_begins_[next];
  }
  std::partial_sum(range_begins_.begin(), range_begins_.end(), range_begins_.begin());
}

size_t ZoneEdits::FirstOf(uint64_t hash) const {
  size_t at = range_begins_[hash >> range_shift_];
  while (at < sorted_count_ && edits_[at].hash < hash) ++at;
  return at;
}

Edit* ZoneEdits::Find(Bytes owner, uint64_t hash) {
  for (size_t at = FirstOf(hash); at < sorted_count_ && edits_[at].hash == hash; ++at) {
    if (SameBytes(edits_[at].owner, owner)) return &edits_[at];
  }
  return nullptr;
}

}  // namespace signpost::records
