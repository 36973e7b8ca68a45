#include "records/target_addresses.h"

#include <algorithm>

#include "base/check.h"

namespace signpost::records {
namespace {

constexpr size_t kLookahead = 16;  // pointers and edits ahead of the walk that memory is asked for

// Walks along the edits; hashes must not fall from call to call.
class EditWalk {
 public:
  explicit EditWalk(const ZoneEdits& edits) : all_(edits), edits_(edits.edits()) {}

  // The edit of `name`, or null.
  const Edit* Find(Bytes name, uint64_t hash) {
    for (; next_ < edits_.size() && edits_[next_].hash < hash; ++next_) {
      all_.PrefetchOwner(next_ + kLookahead);
    }
    for (size_t at = next_; at < edits_.size() && edits_[at].hash == hash; ++at) {
      if (SameBytes(edits_[at].owner, name)) return &edits_[at];
    }
    return nullptr;
  }

 private:
  const ZoneEdits& all_;
  const std::span<const Edit> edits_;
  size_t next_ = 0;
};

void AppendAddresses(std::span<const NodeRecord> records, std::vector<TargetAddress>* addresses) {
  for (const NodeRecord& record : records) {
    if (IsAddress(record)) addresses->emplace_back(record);
  }
}

}  // namespace

TargetAddress::TargetAddress(const NodeRecord& record)
    : size_(static_cast<uint8_t>(record.rdata.size())) {
  SIGNPOST_CHECK(record.rdata.size() == (record.type == wire::Type::kA ? 4 : octets_.size()));
  std::ranges::copy(record.rdata, octets_.begin());
}

TargetAddresses::TargetAddresses(const TargetPointers& pointers, const ZoneEdits& edits,
                                 const RecordTable& last)
    : ranges_(edits.records().size()) {
  EditWalk walk(edits);
  const auto all = pointers.all();
  Range range;
  for (size_t i = 0; i < all.size(); ++i) {
    if (i + kLookahead < all.size()) __builtin_prefetch(all[i + kLookahead].name.data());
    const bool is_new =
        i == 0 || all[i].hash != all[i - 1].hash || !SameBytes(all[i].name, all[i - 1].name);
    if (is_new) {
      range.begin = static_cast<uint32_t>(addresses_.size());
      if (const Edit* edit = walk.Find(all[i].name, all[i].hash)) {
        AppendAddresses(edits.RecordsOf(*edit), &addresses_);
      } else if (const NodeView node = last.Find(all[i].name, all[i].hash)) {
        std::vector<NodeRecord> records;
        AppendRecords(node, &records);
        AppendAddresses(records, &addresses_);
      }
      range.count = static_cast<uint32_t>(addresses_.size()) - range.begin;
    }
    ranges_[all[i].record] = range;
  }
}

}  // namespace signpost::records
