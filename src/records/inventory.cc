#include "records/inventory.h"

#include <utility>

#include "base/check.h"

namespace signpost::records {
namespace {

// Takes the last of `free_numbers`; false if there is none.
template <typename T>
bool TakeFree(std::vector<size_t>* free_numbers, T* number) {
  if (free_numbers->empty()) return false;
  *number = free_numbers->back();
  free_numbers->pop_back();
  return true;
}

}  // namespace

size_t InventoryEditor::AddGroup(std::string name) {
  auto group = std::make_shared<InventoryGroup>();
  group->name = std::move(name);
  size_t number = 0;
  if (TakeFree(&free_groups_, &number)) {
    inventory_.groups.Set(number, std::move(group));
    return number;
  }
  inventory_.groups.PushBack(std::move(group));
  gaps_.emplace_back();
  return inventory_.groups.size() - 1;
}

void InventoryEditor::RenameGroup(size_t group, std::string name) {
  auto renamed = CopyOf(group);
  renamed->name = std::move(name);
  inventory_.groups.Set(group, std::move(renamed));
}

void InventoryEditor::RemoveGroup(size_t group) {
  SIGNPOST_CHECK(inventory_.groups[group] != nullptr);
  inventory_.entry_count -= inventory_.groups[group]->entry_count;
  inventory_.groups.Set(group, nullptr);
  gaps_[group] = {};
  free_groups_.push_back(group);
}

std::shared_ptr<InventoryGroup> InventoryEditor::CopyOf(size_t group) const {
  SIGNPOST_CHECK(inventory_.groups[group] != nullptr);
  return std::make_shared<InventoryGroup>(*inventory_.groups[group]);
}

size_t InventoryEditor::AddEntry(size_t group, InventoryEntry entry) {
  SIGNPOST_CHECK(entry.records != nullptr);
  auto changed = CopyOf(group);
  auto shared = std::make_shared<const InventoryEntry>(std::move(entry));
  size_t index = 0;
  if (TakeFree(&gaps_[group].entries, &index)) {
    changed->entries.Set(index, std::move(shared));
  } else {
    index = changed->entries.size();
    changed->entries.PushBack(std::move(shared));
  }
  ++changed->entry_count;
  ++inventory_.entry_count;
  inventory_.groups.Set(group, std::move(changed));
  return index;
}

void InventoryEditor::ReplaceEntry(size_t group, size_t index, InventoryEntry entry) {
  SIGNPOST_CHECK(entry.records != nullptr);
  auto changed = CopyOf(group);
  SIGNPOST_CHECK(changed->entries[index] != nullptr);
  changed->entries.Set(index, std::make_shared<const InventoryEntry>(std::move(entry)));
  inventory_.groups.Set(group, std::move(changed));
}

void InventoryEditor::RemoveEntry(size_t group, size_t index) {
  auto changed = CopyOf(group);
  SIGNPOST_CHECK(changed->entries[index] != nullptr);
  changed->entries.Set(index, nullptr);
  --changed->entry_count;
  --inventory_.entry_count;
  gaps_[group].entries.push_back(index);
  inventory_.groups.Set(group, std::move(changed));
}

}  // namespace signpost::records
