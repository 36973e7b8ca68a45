#include "records/dependants.h"

#include <vector>

#include "absl/container/flat_hash_set.h"
#include "records/shard.h"

namespace signpost::records {
namespace {

// Hashes are not unique: all nodes of `table` with this one.
void AppendNodes(uint64_t hash, const RecordTable& table, std::vector<const uint8_t*>* nodes) {
  const Page* page = table.pages()[PageOf(hash)].get();
  if (page == nullptr) return;
  page->ShardFor(hash)->ForEachNodeOf(hash, [&](const uint8_t* node) { nodes->push_back(node); });
}

std::vector<const uint8_t*> NodesThatPointAt(const ZoneEdits& edits, const TargetIndex& targets,
                                             const RecordTable& table) {
  absl::flat_hash_set<uint64_t> hashes;
  for (const Edit& edit : edits.edits()) {
    if (!edit.new_addresses) continue;
    for (const TargetLink& link : targets.LinksTo(edit.hash)) hashes.insert(link.owner);
  }
  std::vector<const uint8_t*> nodes;
  for (const uint64_t hash : hashes) AppendNodes(hash, table, &nodes);
  return nodes;
}

void AddUnchanged(const uint8_t* node, ZoneEdits* edits) {
  Edit& edit = edits->Begin(NodeView(node).owner(), HeaderOf(node)->hash);
  edit.had_node = true;
  std::vector<NodeRecord> records;
  AppendRecords(NodeView(node), &records);
  edit.had_records = !records.empty();
  for (const NodeRecord& record : records) edits->AddRecord(record);
}

}  // namespace

void AddDependants(const TargetIndex& targets, const RecordTable& table, ZoneEdits* edits) {
  std::vector<const uint8_t*> nodes = NodesThatPointAt(*edits, targets, table);
  std::erase_if(nodes, [&](const uint8_t* node) {
    return edits->Find(NodeView(node).owner(), HeaderOf(node)->hash) != nullptr;
  });
  for (const uint8_t* node : nodes) AddUnchanged(node, edits);
  edits->Sort();
}

}  // namespace signpost::records
