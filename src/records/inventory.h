#pragma once

// Who contributes which records and why, in neutral words: groups (of one cluster: its frameworks)
// of entries (tasks). It feeds /v1/enumerate and explains answers.
//
// An Inventory is a value that shares all that did not change with its predecessors; any thread may
// read a const one. InventoryEditor belongs to one thread (the poller's).

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/persistent_vector.h"
#include "records/record_list.h"

namespace signpost::records {

// What there is to know of an entry besides its records. Many entries share one, which is never
// changed; texts are empty where nothing is known.
struct Circumstances {
  std::string place;  // the host it runs on
  std::string place_id;
  std::string_view address_source = {};  // who said where it is found; of static lifetime
  bool is_address_kept = false;          // said earlier, and not repeated since
  std::string_view condition = {};       // as its checks say; of static lifetime

  friend bool operator==(const Circumstances&, const Circumstances&) = default;
};

struct InventoryEntry {
  std::string name;
  std::string id;
  SharedRecordList records;                                 // never null
  std::shared_ptr<const Circumstances> circumstances = {};  // may be null
};

struct InventoryGroup {
  std::string name;
  // In the order of first appearance; null where an entry has gone.
  PersistentVector<std::shared_ptr<const InventoryEntry>> entries;
  size_t entry_count = 0;  // without the gaps
};

struct Inventory {
  // In the order of first appearance; null where a group has gone.
  PersistentVector<std::shared_ptr<const InventoryGroup>> groups;
  size_t entry_count = 0;
};

// `group` and `index` are numbers that Add gave and that were not removed since.
class InventoryEditor {
 public:
  // Number of the new group. Numbers of removed groups are used again.
  size_t AddGroup(std::string name);
  void RenameGroup(size_t group, std::string name);
  // With all its entries.
  void RemoveGroup(size_t group);

  // Number of the new entry within its group. Numbers of removed entries are used again.
  size_t AddEntry(size_t group, InventoryEntry entry);
  void ReplaceEntry(size_t group, size_t index, InventoryEntry entry);
  void RemoveEntry(size_t group, size_t index);

  const Inventory& inventory() const { return inventory_; }

 private:
  struct Gaps {
    std::vector<size_t> entries;
  };

  std::shared_ptr<InventoryGroup> CopyOf(size_t group) const;

  Inventory inventory_;
  std::vector<size_t> free_groups_;
  std::vector<Gaps> gaps_;  // by group number
};

}  // namespace signpost::records
