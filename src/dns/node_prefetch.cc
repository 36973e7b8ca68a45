#include "dns/node_prefetch.h"

#include "base/check.h"
#include "wire/name.h"

namespace signpost::dns {

void NodePrefetch::Add(const records::RecordTable& table, Bytes message) {
  if (message.size() <= wire::kHeaderSize) return;
  const Bytes behind_header = message.subspan(wire::kHeaderSize);
  const size_t size = wire::NameSizeAt(behind_header);
  if (size == 0) return;
  std::array<uint8_t, wire::kNameSizeMax> name;
  wire::CopyCanonical(behind_header.first(size), name.data());
  SIGNPOST_CHECK(count_ < hashes_.size());
  const uint64_t hash = table.Hash({name.data(), size});
  table.PrefetchSlot(hash);
  hashes_[count_++] = hash;
}

void NodePrefetch::Finish(const records::RecordTable& table) {
  for (size_t i = 0; i < count_; ++i) table.PrefetchNode(hashes_[i]);
  count_ = 0;
}

}  // namespace signpost::dns
