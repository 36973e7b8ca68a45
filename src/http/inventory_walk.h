#pragma once

// Walks the tasks of an inventory one by one, with a pause wherever the caller wants one.

#include <cstddef>

#include "records/inventory.h"

namespace signpost::http {

class InventoryWalk {
 public:
  // `inventory` must outlive the walk.
  explicit InventoryWalk(const records::Inventory* inventory) : inventory_(inventory) {}

  // Goes to the next place, which may be a gap. False behind the last one.
  bool Next();

  // At this place; null at a gap.
  const records::InventoryGroup* group() const { return group_; }
  const records::InventoryEntry* entry() const { return entry_; }

 private:
  const records::Inventory* const inventory_;
  size_t next_group_ = 0;
  size_t next_entry_ = 0;  // in group_
  const records::InventoryGroup* group_ = nullptr;
  const records::InventoryEntry* entry_ = nullptr;
};

}  // namespace signpost::http
