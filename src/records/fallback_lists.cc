#include "records/fallback_lists.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "base/absl_text.h"
#include "base/check.h"

namespace signpost::records {

void FallbackLists::Remove(const RecordList& list, Bytes guard) {
  const auto at = guards_.find(ToAbsl(AsText(guard)));
  SIGNPOST_CHECK(at != guards_.end());
  auto& lists = at->second.lists;
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const Fallback& fallback) {
    return !fallback.is_removed && *fallback.list == list;
  });
  SIGNPOST_CHECK(found != lists.end());
  found->is_removed = true;
}

void FallbackLists::Observe(std::span<const Change> changes) {
  absl::flat_hash_set<uint64_t> hashes;  // tell most owners apart without a look at their names
  for (const auto& [owner, guard] : guards_) hashes.insert(guard.hash);
  for (const Change& change : changes) {
    if (!hashes.contains(change.hash)) continue;
    const auto at = guards_.find(ToAbsl(AsText(change.owner())));
    if (at != guards_.end()) at->second.strong_count += change.delta;
  }
}

void FallbackLists::Settle(ChangeLog* log) {
  for (auto& [owner, guard] : guards_) {
    const bool is_free = guard.strong_count == 0;
    for (Fallback& fallback : guard.lists) {
      const bool serve = is_free && !fallback.is_removed;
      if (fallback.is_served == serve) continue;
      fallback.is_served = serve;
      log->Add(fallback.list, serve ? 1 : -1);
    }
    std::erase_if(guard.lists, [](const Fallback& fallback) { return fallback.is_removed; });
  }
  // Not before: the count of a guard survives a list that is replaced.
  absl::erase_if(guards_, [](const auto& entry) { return entry.second.lists.empty(); });
}

size_t FallbackLists::ServedTo(Bytes owner) const {
  size_t count = 0;
  for (const auto& [guard_owner, guard] : guards_) {
    for (const Fallback& fallback : guard.lists) {
      if (!fallback.is_served) continue;
      for (const RecordView record : *fallback.list) count += SameBytes(record.owner, owner);
    }
  }
  return count;
}

size_t FallbackLists::withheld_records() const {
  size_t count = 0;
  for (const auto& [owner, guard] : guards_) {
    for (const Fallback& fallback : guard.lists) {
      if (!fallback.is_served && !fallback.is_removed) count += fallback.list->size();
    }
  }
  return count;
}

}  // namespace signpost::records
