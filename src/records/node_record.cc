#include "records/node_record.h"

namespace signpost::records {

void AppendRecords(NodeView node, std::vector<NodeRecord>* records) {
  for (size_t index = 0; index < node.rrset_count(); ++index) {
    const RrsetView rrset = node.rrset(index);
    for (size_t i = 0; i < rrset.record_count; ++i) {
      records->push_back({rrset.type, rrset.Rdata(i)});
    }
  }
}

}  // namespace signpost::records
