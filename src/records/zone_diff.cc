#include "records/zone_diff.h"

#include <algorithm>
#include <vector>

#include "records/node_format.h"
#include "records/node_record.h"
#include "records/shard.h"

namespace signpost::records {
namespace {

using Nodes = std::vector<const uint8_t*>;  // ordered by hash, then owner

Bytes OwnerBytes(const uint8_t* node) { return {OwnerOf(node), HeaderOf(node)->owner_size}; }

bool ComesBefore(const uint8_t* a, const uint8_t* b) {
  if (HeaderOf(a)->hash != HeaderOf(b)->hash) return HeaderOf(a)->hash < HeaderOf(b)->hash;
  return std::ranges::lexicographical_compare(OwnerBytes(a), OwnerBytes(b));
}

class Differ {
 public:
  explicit Differ(size_t size_max) : size_max_(size_max) {}

  // False when the difference is too large.
  bool AddPages(const Page* before, const Page* after) {
    if (before == after) return true;
    const bool in_step =
        before != nullptr && after != nullptr && before->shards().size() == after->shards().size();
    if (!in_step) {
      CollectPage(before, &before_);
      CollectPage(after, &after_);
      return AddNodes();
    }
    for (size_t i = 0; i < before->shards().size(); ++i) {
      if (before->shards()[i] == after->shards()[i]) continue;
      Collect(*before->shards()[i], &before_);
      Collect(*after->shards()[i], &after_);
    }
    return AddNodes();
  }

  std::shared_ptr<ZoneDiff> Take() { return std::move(diff_); }

 private:
  static void Collect(const Shard& shard, Nodes* nodes) {
    shard.ForEachNode([nodes](const uint8_t* node) { nodes->push_back(node); });
  }

  static void CollectPage(const Page* page, Nodes* nodes) {
    if (page == nullptr) return;
    for (const auto& shard : page->shards()) Collect(*shard, nodes);
  }

  // Of the nodes collected.
  bool AddNodes() {
    auto before = before_.begin();
    auto after = after_.begin();
    while (before != before_.end() || after != after_.end()) {
      if (after == after_.end() || (before != before_.end() && ComesBefore(*before, *after))) {
        AddNode(*before++, nullptr);
      } else if (before == before_.end() || ComesBefore(*after, *before)) {
        AddNode(nullptr, *after++);
      } else {
        AddNode(*before++, *after++);
      }
      if (diff_->removed.byte_size() + diff_->added.byte_size() > size_max_) return false;
    }
    before_.clear();
    after_.clear();
    return true;
  }

  // Either may be null. Equal octets are equal records.
  void AddNode(const uint8_t* before, const uint8_t* after) {
    if (before != nullptr && after != nullptr &&
        SameBytes({before, HeaderOf(before)->size}, {after, HeaderOf(after)->size})) {
      return;
    }
    old_records_.clear();
    new_records_.clear();
    if (before != nullptr) AppendRecords(NodeView(before), &old_records_);
    if (after != nullptr) AppendRecords(NodeView(after), &new_records_);
    const Bytes owner = OwnerBytes(before != nullptr ? before : after);
    AddMissing(owner, old_records_, new_records_, &diff_->removed);
    AddMissing(owner, new_records_, old_records_, &diff_->added);
  }

  // Those of `records` that are not in `others`; both are sorted.
  static void AddMissing(Bytes owner, const std::vector<NodeRecord>& records,
                         const std::vector<NodeRecord>& others, RecordList* list) {
    auto other = others.begin();
    for (const NodeRecord& record : records) {
      while (other != others.end() && *other < record) ++other;
      if (other != others.end() && *other == record) continue;
      list->Add(owner, record.type, record.rdata);
    }
  }

  const size_t size_max_;
  std::shared_ptr<ZoneDiff> diff_ = std::make_shared<ZoneDiff>();
  Nodes before_;
  Nodes after_;
  std::vector<NodeRecord> old_records_;  // of the owner in hand
  std::vector<NodeRecord> new_records_;
};

}  // namespace

std::shared_ptr<ZoneDiff> DiffOf(const RecordTable& before, const RecordTable& after,
                                 size_t size_max) {
  Differ differ(size_max);
  for (size_t page = 0; page < RecordTable::kPageCount; ++page) {
    if (!differ.AddPages(before.pages()[page].get(), after.pages()[page].get())) return nullptr;
  }
  return differ.Take();
}

}  // namespace signpost::records
