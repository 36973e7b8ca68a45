#include "records/target_index.h"

#include <algorithm>

#include "base/check.h"

namespace signpost::records {

void TargetIndex::Add(uint64_t target, uint64_t owner) { owners_[target].push_back(owner); }

void TargetIndex::Remove(uint64_t target, uint64_t owner) {
  const auto at = owners_.find(target);
  SIGNPOST_CHECK(at != owners_.end());
  auto& owners = at->second;
  const auto found = std::find(owners.begin(), owners.end(), owner);
  SIGNPOST_CHECK(found != owners.end());
  *found = owners.back();
  owners.pop_back();
  if (owners.empty()) owners_.erase(at);
}

std::span<const uint64_t> TargetIndex::OwnersOf(uint64_t target) const {
  const auto at = owners_.find(target);
  if (at == owners_.end()) return {};
  return {at->second.data(), at->second.size()};
}

}  // namespace signpost::records
