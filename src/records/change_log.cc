#include "records/change_log.h"

#include <algorithm>
#include <array>

#include "records/name_hash.h"
#include "records/record_table.h"
#include "records/shard.h"

namespace signpost::records {
namespace {

int CompareBytes(Bytes a, Bytes b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.empty() ? 0 : std::memcmp(a.data(), b.data(), a.size());
}

bool ComesBefore(const Change& a, const Change& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  const int owners = CompareBytes(a.owner, b.owner);
  if (owners != 0) return owners < 0;
  return a.record < b.record;
}

// By page, in one pass over the changes: what is sorted afterwards fits into the cache.
std::vector<Change> Bucketed(const std::vector<Change>& changes,
                             std::array<size_t, RecordTable::kPageCount + 1>* begins) {
  begins->fill(0);
  for (const Change& change : changes) ++(*begins)[PageOf(change.hash) + 1];
  for (size_t page = 0; page < RecordTable::kPageCount; ++page) {
    (*begins)[page + 1] += (*begins)[page];
  }
  auto next = *begins;
  std::vector<Change> sorted(changes.size());
  for (const Change& change : changes) sorted[next[PageOf(change.hash)]++] = change;
  return sorted;
}

}  // namespace

void ChangeLog::Add(SharedRecordList list, int32_t delta) {
  for (const RecordView record : *list) {
    changes_.push_back({.hash = HashName(record.owner, hash_seed_),
                        .owner = record.owner,
                        .record = {record.type, record.rdata},
                        .delta = delta});
  }
  lists_.push_back(std::move(list));
}

void ChangeLog::Sort() {
  std::array<size_t, RecordTable::kPageCount + 1> begins;
  changes_ = Bucketed(changes_, &begins);
  for (size_t page = 0; page < RecordTable::kPageCount; ++page) {
    std::sort(changes_.begin() + static_cast<ptrdiff_t>(begins[page]),
              changes_.begin() + static_cast<ptrdiff_t>(begins[page + 1]), ComesBefore);
  }
}

void ChangeLog::Clear() {
  // A full load's memory is not kept for the small changes that follow.
  changes_ = {};
  lists_ = {};
}

}  // namespace signpost::records
