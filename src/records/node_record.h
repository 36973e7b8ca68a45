#pragma once

// One record of a node: its type and rdata, in somebody else's memory. Private to the room.

#include <vector>

#include "base/bytes.h"
#include "records/record_table.h"
#include "wire/rdata.h"
#include "wire/types.h"

namespace signpost::records {

struct NodeRecord {
  wire::Type type;
  Bytes rdata;
};

// Order inside a node: by type, then by rdata (RFC 4034 §6.3).
inline bool operator<(const NodeRecord& a, const NodeRecord& b) {
  if (a.type != b.type) return a.type < b.type;
  return AsText(a.rdata) < AsText(b.rdata);
}

inline bool operator==(const NodeRecord& a, const NodeRecord& b) {
  return a.type == b.type && SameBytes(a.rdata, b.rdata);
}

inline bool IsAddress(const NodeRecord& record) {
  return record.type == wire::Type::kA || record.type == wire::Type::kAaaa;
}

// The name that a record points at: SRV's and NS's target; empty for other types.
inline Bytes TargetOf(const NodeRecord& record) {
  if (record.type == wire::Type::kSrv) return wire::SrvTarget(record.rdata);
  if (record.type == wire::Type::kNs) return record.rdata;
  return {};
}

// Appends the records of a node, in its order.
void AppendRecords(NodeView node, std::vector<NodeRecord>* records);

}  // namespace signpost::records
