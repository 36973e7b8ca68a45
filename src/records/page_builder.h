#pragma once

// Makes a page out of the last one and the edits that fall into it. Private to the room.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "records/shard.h"
#include "records/zone_edits.h"

namespace signpost::records {

class PageBuilder {
 public:
  // Appends the node that an edit gives to `out` (node_format.h); nothing if the name is gone.
  using EncodeEdit = std::function<void(const Edit&, std::vector<uint8_t>* out)>;

  explicit PageBuilder(EncodeEdit encode) : encode_(std::move(encode)) {}

  // `last` may be null. `edits`, ordered, not empty, all of one page. Shards that no edit touches
  // are shared with `last` as long as their number stays the same. Null when no name is left.
  std::shared_ptr<const Page> Build(const Page* last, std::span<const Edit> edits);

 private:
  using Nodes = std::vector<const uint8_t*>;

  void EncodeEdits(std::span<const Edit> edits);
  void MergeInto(const Shard& shard, std::span<const Edit> edits, size_t first_edit, Nodes* nodes);
  std::shared_ptr<const Page> Resharded(const Page* last, std::span<const Edit> edits,
                                        unsigned shard_bits);
  std::shared_ptr<const Page> Reused(const Page& last, std::span<const Edit> edits);
  const uint8_t* NodeOf(size_t edit) const;

  const EncodeEdit encode_;
  std::vector<uint8_t> encoded_;      // nodes of the page's edits
  std::vector<size_t> encoded_ends_;  // by edit
};

}  // namespace signpost::records
