#include "records/zone_edits.h"

#include <algorithm>
#include <tuple>

namespace signpost::records {
namespace {

bool ComesBefore(const Edit& a, const Edit& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  return std::lexicographical_compare(a.owner.begin(), a.owner.end(), b.owner.begin(),
                                      b.owner.end());
}

}  // namespace

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
  if (!std::is_sorted(edits_.begin(), edits_.end(), ComesBefore)) {
    std::sort(edits_.begin(), edits_.end(), ComesBefore);
  }
}

Edit* ZoneEdits::Find(Bytes owner, uint64_t hash) {
  auto at = std::lower_bound(edits_.begin(), edits_.end(), hash,
                             [](const Edit& edit, uint64_t value) { return edit.hash < value; });
  for (; at != edits_.end() && at->hash == hash; ++at) {
    if (SameBytes(at->owner, owner)) return &*at;
  }
  return nullptr;
}

}  // namespace signpost::records
