#pragma once

// How many names stand directly below each name, so that empty non-terminals (RFC 4592 §2.2.2) come
// and go with the names below them. Private to the room.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/bytes.h"

namespace signpost::records {

class NameTree {
 public:
  explicit NameTree(Bytes apex) : apex_(AsText(apex)) {}

  // Is there a name below `owner`?
  bool HasChildren(Bytes owner) const;

  // `owner`, at or below the apex, gets its first records, or loses its last ones. Names whose node
  // comes or goes with it are appended to `touched`. `has_records(name)` says what holds at this
  // moment.
  using HasRecords = std::function<bool(Bytes name)>;
  void NameAdded(Bytes owner, const HasRecords& has_records, std::vector<std::string>* touched);
  void NameRemoved(Bytes owner, const HasRecords& has_records, std::vector<std::string>* touched);

 private:
  bool IsApex(Bytes owner) const { return AsText(owner) == apex_; }

  const std::string apex_;
  absl::flat_hash_map<std::string, uint32_t> children_;  // by owner; no zeros
};

}  // namespace signpost::records
