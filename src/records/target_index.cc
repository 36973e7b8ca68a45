#include "records/target_index.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace signpost::records {
namespace {

using Links = std::vector<TargetLink>;

Links Difference(std::span<const TargetLink> a, std::span<const TargetLink> b) {
  Links difference;
  std::ranges::set_difference(a, b, std::back_inserter(difference));
  return difference;
}

// The links at the start of `links` that are in `page`; they are taken off it.
template <typename PageOf>
std::span<const TargetLink> TakePage(std::span<const TargetLink>* links, size_t page,
                                     PageOf page_of) {
  const auto end =
      std::ranges::find_if(*links, [&](const TargetLink& link) { return page_of(link) != page; });
  const auto taken = links->first(static_cast<size_t>(end - links->begin()));
  *links = links->subspan(taken.size());
  return taken;
}

Links Merged(const Links& last, std::span<const TargetLink> removed,
             std::span<const TargetLink> added) {
  const Links kept = Difference(last, removed);
  SIGNPOST_CHECK(kept.size() == last.size() - removed.size());
  Links merged;
  merged.reserve(kept.size() + added.size());
  std::ranges::merge(kept, added, std::back_inserter(merged));
  return merged;
}

}  // namespace

void TargetIndex::Update(std::span<const TargetLink> removed, std::span<const TargetLink> added) {
  const Links gone = Difference(removed, added);
  const Links come = Difference(added, removed);
  std::span<const TargetLink> gone_left = gone;
  std::span<const TargetLink> come_left = come;
  while (!gone_left.empty() || !come_left.empty()) {
    const size_t page = gone_left.empty()   ? PageOf(come_left[0])
                        : come_left.empty() ? PageOf(gone_left[0])
                                            : std::min(PageOf(gone_left[0]), PageOf(come_left[0]));
    const auto gone_here = TakePage(&gone_left, page, PageOf);
    const auto come_here = TakePage(&come_left, page, PageOf);
    pages_[page] = Merged(pages_[page], gone_here, come_here);
  }
}

std::span<const TargetLink> TargetIndex::LinksTo(uint64_t target) const {
  const Links& page = pages_[PageOf({.target = target})];
  const auto begin = std::ranges::lower_bound(page, target, {}, &TargetLink::target);
  const auto end = std::ranges::upper_bound(page, target, {}, &TargetLink::target);
  return {begin, end};
}

}  // namespace signpost::records
