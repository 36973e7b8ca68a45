#pragma once

// Records that are served only while nobody stronger holds a certain name. Private to the room.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "records/change_log.h"
#include "records/name_hash.h"
#include "records/record_list.h"

namespace signpost::records {

class FallbackLists {
 public:
  explicit FallbackLists(uint64_t hash_seed) : hash_seed_(hash_seed) {}

  // `strong_count`: contributions of stronger sources to `guard` so far; asked for a new guard
  // only.
  template <typename CountStrong>
  void Add(SharedRecordList list, Bytes guard, CountStrong strong_count) {
    auto [at, is_new] = guards_.try_emplace(std::string(AsText(guard)));
    if (is_new) {
      at->second.hash = HashName(guard, hash_seed_);
      at->second.strong_count = strong_count();
    }
    at->second.lists.push_back({.list = std::move(list)});
  }

  // The list must have been added. Until Settle() it counts as served if it was.
  void Remove(const RecordList& list, Bytes guard);

  // Takes note of changes by stronger sources.
  void Observe(std::span<const Change> changes);

  // Writes what is to be served from now on, or no longer, into `log`.
  void Settle(ChangeLog* log);

  // Contributions to `owner` of fallback lists that were served after the last Settle().
  size_t ServedTo(Bytes owner) const;

  size_t withheld_records() const;

 private:
  struct Fallback {
    SharedRecordList list;
    bool is_served = false;
    bool is_removed = false;
  };
  struct Guard {
    uint64_t hash = 0;  // of its name
    int64_t strong_count = 0;
    std::vector<Fallback> lists;
  };

  const uint64_t hash_seed_;
  absl::flat_hash_map<std::string, Guard> guards_;  // by owner
};

}  // namespace signpost::records
