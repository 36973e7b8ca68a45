#include "records/name_tree.h"

#include "base/absl_text.h"
#include "base/check.h"
#include "wire/name.h"

namespace signpost::records {

bool NameTree::HasChildren(Bytes owner) const { return children_.contains(ToAbsl(AsText(owner))); }

void NameTree::NameAdded(Bytes owner, const HasRecords& has_records,
                         std::vector<std::string>* touched) {
  if (HasChildren(owner)) return;  // it had a node already
  SIGNPOST_CHECK(wire::IsAtOrBelow(owner, AsBytes(apex_)));
  for (Bytes name = owner; !IsApex(name);) {
    name = wire::ParentOf(name);
    const auto [at, is_first] = children_.try_emplace(ToAbsl(AsText(name)), 0);
    ++at->second;
    if (!is_first || IsApex(name) || has_records(name)) return;
    touched->emplace_back(AsText(name));
  }
}

void NameTree::NameRemoved(Bytes owner, const HasRecords& has_records,
                           std::vector<std::string>* touched) {
  if (HasChildren(owner)) return;  // its node stays
  for (Bytes name = owner; !IsApex(name);) {
    name = wire::ParentOf(name);
    const auto at = children_.find(ToAbsl(AsText(name)));
    SIGNPOST_CHECK(at != children_.end());
    if (--at->second > 0) return;
    children_.erase(at);
    if (IsApex(name) || has_records(name)) return;
    touched->emplace_back(AsText(name));
  }
}

}  // namespace signpost::records
