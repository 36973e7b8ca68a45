#include "records/change_log.h"

#include <algorithm>

#include "records/hash_sort.h"
#include "records/name_hash.h"

namespace signpost::records {
namespace {

constexpr size_t kOrderOctets = 6;  // of rdata; the type takes the other two

// Differs where the records differ in type or in the first octets of rdata, and is less where the
// record is.
uint64_t OrderOf(const RecordView& record) {
  uint64_t order = static_cast<uint16_t>(record.type);
  for (size_t i = 0; i < kOrderOctets; ++i) {
    order = order << 8 | (i < record.rdata.size() ? record.rdata[i] : 0);
  }
  return order;
}

// Looks at the lists only where the changes themselves do not tell: they are far away in memory.
bool ComesBefore(const Change& a, const Change& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  if (a.order != b.order) return a.order < b.order;
  return a.record() < b.record();
}

}  // namespace

void ChangeLog::Add(SharedRecordList list, int32_t delta) {
  for (auto at = list->begin(); at != list->end(); ++at) {
    const RecordView record = *at;
    changes_.push_back({.hash = HashName(record.owner, hash_seed_),
                        .order = OrderOf(record),
                        .at = at,
                        .delta = delta});
  }
  lists_.push_back(std::move(list));
}

void ChangeLog::Sort() { SortByHash(&changes_, ComesBefore); }

void ChangeLog::Clear() {
  // A full load's memory is not kept for the small changes that follow.
  changes_ = {};
  lists_ = {};
}

}  // namespace signpost::records
