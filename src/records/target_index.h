#pragma once

// Which nodes point at a target, so that a change of its addresses finds them. Private to the room.
//
// Names are told by their hashes: two that share one only cause a node to be encoded once more than
// needed.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace signpost::records {

// The node of `owner` has records that point at `target`.
struct TargetLink {
  uint64_t target = 0;
  uint64_t owner = 0;

  friend auto operator<=>(const TargetLink&, const TargetLink&) = default;
};

class TargetIndex {
 public:
  // Both are sorted; `removed` are links that are there. A link may stand in both.
  void Update(std::span<const TargetLink> removed, std::span<const TargetLink> added);

  // The links to `target`, by owner. Valid until the next update.
  std::span<const TargetLink> LinksTo(uint64_t target) const;

 private:
  static constexpr unsigned kPageBits = 10;

  static size_t PageOf(const TargetLink& link) { return link.target >> (64 - kPageBits); }

  // Each of exactly its size, and sorted.
  std::array<std::vector<TargetLink>, size_t{1} << kPageBits> pages_;
};

}  // namespace signpost::records
