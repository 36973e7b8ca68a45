#include "http/inventory_walk.h"

namespace signpost::http {

bool InventoryWalk::Next() {
  entry_ = nullptr;
  if (group_ != nullptr && next_entry_ < group_->entries.size()) {
    entry_ = group_->entries[next_entry_++].get();
    return true;
  }
  if (next_group_ == inventory_->groups.size()) return false;
  group_ = inventory_->groups[next_group_++].get();
  next_entry_ = 0;
  return true;
}

}  // namespace signpost::http
