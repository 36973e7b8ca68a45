#include "records/target_pointers.h"

#include <algorithm>

#include "records/hash_sort.h"
#include "records/name_hash.h"

namespace signpost::records {
namespace {

constexpr size_t kLookahead = 16;  // records ahead that memory is asked for

bool IsEarlierPointer(const TargetPointer& a, const TargetPointer& b) {
  if (a.hash != b.hash) return a.hash < b.hash;
  if (!SameBytes(a.name, b.name)) return AsText(a.name) < AsText(b.name);
  return a.record < b.record;
}

bool HaveSameTarget(const TargetPointer& a, const TargetPointer& b) {
  return a.hash == b.hash && SameBytes(a.name, b.name);
}

bool ComesBefore(const TargetPointer& a, const TargetPointer& b) {
  return a.hash != b.hash ? a.hash < b.hash : a.edit < b.edit;
}

}  // namespace

void TargetPointers::Add(std::span<const NodeRecord> records, size_t edit, size_t first_record) {
  for (size_t begin = 0; begin < records.size();) {
    size_t end = begin + 1;
    while (end < records.size() && records[end].type == records[begin].type) ++end;
    AddRrset(records.subspan(begin, end - begin), edit, first_record + begin);
    begin = end;
  }
}

void TargetPointers::AddRrset(std::span<const NodeRecord> records, size_t edit,
                              size_t first_record) {
  if (TargetOf(records[0]).empty()) return;
  const auto begin = static_cast<ptrdiff_t>(pointers_.size());
  for (size_t i = 0; i < records.size(); ++i) {
    const Bytes target = TargetOf(records[i]);
    pointers_.push_back({.hash = HashName(target, hash_seed_),
                         .name = target,
                         .edit = static_cast<uint32_t>(edit),
                         .record = static_cast<uint32_t>(first_record + i)});
  }
  std::sort(pointers_.begin() + begin, pointers_.end(), IsEarlierPointer);
  pointers_.erase(std::unique(pointers_.begin() + begin, pointers_.end(), HaveSameTarget),
                  pointers_.end());
}

void TargetPointers::AddAll(const ZoneEdits& edits) {
  pointers_.reserve(edits.records().size());
  for (size_t number = 0; number < edits.edits().size(); ++number) {
    const Edit& edit = edits.edits()[number];
    for (size_t record = edit.records_begin; record < edit.records_end; ++record) {
      edits.PrefetchRecord(record + kLookahead);
    }
    Add(edits.RecordsOf(edit), number, edit.records_begin);
  }
}

void TargetPointers::Sort() { SortByHash(&pointers_, ComesBefore); }

std::vector<TargetLink> TargetPointers::Links(const ZoneEdits& edits) const {
  std::vector<TargetLink> links;
  links.reserve(pointers_.size());
  for (const TargetPointer& pointer : pointers_) {
    links.push_back({.target = pointer.hash, .owner = edits.edits()[pointer.edit].hash});
  }
  return links;
}

}  // namespace signpost::records
