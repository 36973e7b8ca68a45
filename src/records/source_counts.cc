#include "records/source_counts.h"

namespace signpost::records {
namespace {

std::string KeyOf(Bytes owner, const NodeRecord& record) {
  std::string key(
      AsText(owner));  // ends with the root's zero, so the parts cannot run into another
  key.push_back(static_cast<char>(static_cast<uint16_t>(record.type) >> 8));
  key.push_back(static_cast<char>(record.type));
  key.append(AsText(record.rdata));
  return key;
}

}  // namespace

uint32_t SourceCounts::Count(Bytes owner, const NodeRecord& record) const {
  if (counts_.empty()) return 1;
  const auto at = counts_.find(KeyOf(owner, record));
  return at == counts_.end() ? 1 : at->second;
}

void SourceCounts::Set(Bytes owner, const NodeRecord& record, uint32_t count) {
  if (count > 1) {
    counts_[KeyOf(owner, record)] = count;
  } else if (!counts_.empty()) {
    counts_.erase(KeyOf(owner, record));
  }
}

}  // namespace signpost::records
