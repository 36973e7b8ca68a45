#include "records/owner_editor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace signpost::records {
namespace {

constexpr size_t kLookahead = 32;  // changes ahead that memory is asked for

bool OwnerComesBefore(const Change& a, const Change& b) {
  return AsText(a.owner()) < AsText(b.owner());
}

// How many changes at the front are about the same thing as the first, as `same` sees it.
template <typename Same>
size_t CountSame(std::span<const Change> changes, const Same& same) {
  size_t count = 1;
  while (count < changes.size() && same(changes[0], changes[count])) ++count;
  return count;
}

// What the changes of one record come to.
int64_t SumOf(std::span<const Change> changes) {
  int64_t sum = 0;
  for (const Change& change : changes) sum += change.delta;
  return sum;
}

}  // namespace

EditedRecords OwnerEditor::Collect(std::span<Change> changes, const RecordTable& table,
                                   ZoneEdits* edits) {
  edited_ = {};
  size_t requested = 0;
  for (size_t begin = 0; begin < changes.size();) {
    while (requested < std::min(begin + kLookahead, changes.size())) {
      changes[requested++].at.Prefetch();
    }
    const std::span<Change> rest = changes.subspan(begin);
    const size_t count =
        CountSame(rest, [](const Change& a, const Change& b) { return a.hash == b.hash; });
    EditHash(rest.first(count), table, edits);
    begin += count;
  }
  return std::exchange(edited_, {});
}

// The changes of one hash: of one owner, but for a collision.
void OwnerEditor::EditHash(std::span<Change> changes, const RecordTable& table, ZoneEdits* edits) {
  if (!std::is_sorted(changes.begin(), changes.end(), OwnerComesBefore)) {
    std::stable_sort(changes.begin(), changes.end(), OwnerComesBefore);
  }
  while (!changes.empty()) {
    const size_t count = CountSame(
        changes, [](const Change& a, const Change& b) { return SameBytes(a.owner(), b.owner()); });
    EditOwner(changes.first(count), table, edits);
    changes = changes.subspan(count);
  }
}

void OwnerEditor::EditOwner(std::span<const Change> changes, const RecordTable& table,
                            ZoneEdits* edits) {
  const Bytes owner = changes[0].owner();
  const NodeView node = table.Find(owner, changes[0].hash);
  old_records_.clear();
  if (node) AppendRecords(node, &old_records_);
  Edit& edit = edits->Begin(owner, changes[0].hash);
  edit.had_node = static_cast<bool>(node);
  edit.had_records = !old_records_.empty();
  if (!Merge(changes, &edit, edits)) edits->DropLast();
}

// Merges the old records with the changes; both are in a node's order. True if that changed any.
bool OwnerEditor::Merge(std::span<const Change> changes, Edit* edit, ZoneEdits* edits) {
  bool is_changed = false;
  size_t old = 0;
  while (!changes.empty()) {
    const NodeRecord record = changes[0].record();
    const size_t count = CountSame(
        changes, [&](const Change&, const Change& other) { return other.record() == record; });
    for (; old < old_records_.size() && old_records_[old] < record; ++old) {
      edits->AddRecord(old_records_[old]);
    }
    const bool was_there = old < old_records_.size() && old_records_[old] == record;
    if (was_there) ++old;
    const bool is_there = CountSources(edit->owner, record, was_there, SumOf(changes.first(count)));
    if (is_there) edits->AddRecord(was_there ? old_records_[old - 1] : record);
    changes = changes.subspan(count);
    if (is_there == was_there) continue;
    is_changed = true;
    edit->new_addresses |= IsAddress(record);
    NoteEdited(edit->owner, record, is_there);
  }
  for (; old < old_records_.size(); ++old) edits->AddRecord(old_records_[old]);
  return is_changed;
}

// True if any source is left.
bool OwnerEditor::CountSources(Bytes owner, const NodeRecord& record, bool was_there,
                               int64_t delta) {
  const int64_t before = was_there ? counts_.Count(owner, record) : 0;
  const int64_t after = before + delta;
  SIGNPOST_CHECK(after >= 0);
  if (after != before && (after > 1 || before > 1)) {
    counts_.Set(owner, record, static_cast<uint32_t>(after));
  }
  return after > 0;
}

void OwnerEditor::NoteEdited(Bytes owner, const NodeRecord& record, bool is_there) {
  ++(is_there ? edited_.added : edited_.removed);
  RecordList& list = is_there ? edited_.listed_added : edited_.listed_removed;
  if (list.size() < kMaxListedRecords) list.Add(owner, record.type, record.rdata);
}

}  // namespace signpost::records
