#pragma once

// Asks the memory for the nodes that a batch of queries will need, before the first is answered.
// Private to this room.
//
// In a large table each lookup waits for memory twice; those of a batch wait together. Belongs to
// one thread; takes no memory after it is made.

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "dns/limits.h"
#include "records/record_table.h"

namespace signpost::dns {

class NodePrefetch {
 public:
  // Notes the name that `message` asks for; nothing when it is no query. At most kUdpBatchSize
  // messages a batch.
  void Add(const records::RecordTable& table, Bytes message);

  // Asks for the nodes of the names noted, and forgets them.
  void Finish(const records::RecordTable& table);

 private:
  std::array<uint64_t, kUdpBatchSize> hashes_;
  size_t count_ = 0;
};

}  // namespace signpost::dns
