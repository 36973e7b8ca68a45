#include "records/node_record.h"

#include "records/node_format.h"

namespace signpost::records {

void AppendRecords(NodeView node, std::vector<NodeRecord>* records) {
  for (size_t index = 0; index < node.rrset_count(); ++index) {
    const RrsetView rrset = node.rrset(index);
    for (size_t i = 0; i < rrset.record_count; ++i) {
      const size_t begin = rrset.RecordOffset(i) + kRecordFixedSize;
      records->push_back(
          {rrset.type, rrset.records.subspan(begin, rrset.RecordOffset(i + 1) - begin)});
    }
  }
}

}  // namespace signpost::records
