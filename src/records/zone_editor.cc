#include "records/zone_editor.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "records/change_log.h"
#include "records/dependants.h"
#include "records/fallback_lists.h"
#include "records/name_hash.h"
#include "records/name_tree.h"
#include "records/node_encoder.h"
#include "records/owner_editor.h"
#include "records/page_builder.h"
#include "records/target_addresses.h"
#include "records/target_index.h"
#include "records/target_pointers.h"
#include "records/zone_edits.h"

namespace signpost::records {
namespace {

constexpr size_t kLookahead = 32;  // edits ahead that memory is asked for

}  // namespace

// One Build() goes through these steps:
//   1. settle which fallback lists are served, sort all changes;
//   2. per owner: old records + changes = new records (an Edit), counting sources;
//   3. the name tree: which empty non-terminals come and go (Edits without records);
//   4. the target index: which nodes point at changed addresses (Edits with the old records), and
//      the addresses of all targets;
//   5. encode the edits and rebuild the pages they fall into.
class ZoneEditor::Implementation {
 public:
  explicit Implementation(const ZoneOptions& options)
      : options_(options),
        log_(options.hash_seed),
        fallbacks_(options.hash_seed),
        tree_(options_.apex.wire()),
        table_(std::make_shared<const RecordTable>(RecordTable::Pages(), options.hash_seed,
                                                   options.ttl)) {
    auto apex = std::make_shared<RecordList>();
    apex->Add(options_.apex.wire(), wire::Type::kNs, options_.name_server.wire());
    log_.Add(std::move(apex), 1);
  }

  void Contribute(SharedRecordList list, int32_t delta) { log_.Add(std::move(list), delta); }

  void AddFallback(SharedRecordList list, Bytes guard) {
    fallbacks_.Add(std::move(list), guard, [&] { return StrongContributions(guard); });
  }

  void RemoveFallback(const RecordList& list, Bytes guard) { fallbacks_.Remove(list, guard); }

  size_t fallback_withheld() const { return fallbacks_.withheld_records(); }

  ZoneUpdate Build() {
    fallbacks_.Observe(log_.changes());
    fallbacks_.Settle(&log_);
    log_.Sort();
    ZoneEdits edits(log_.changes().size());
    std::vector<std::string> touched;  // owns the names of edits that step 3 adds
    ZoneUpdate update;
    update.records = owners_.Collect(log_.changes(), *table_, &edits);
    update.changed = !edits.edits().empty();
    if (update.changed) {
      UpdateNameTree(&edits, &touched);
      AddTouched(touched, &edits);
      AddDependants(targets_, *table_, &edits);
      const TargetAddresses addresses = UpdateTargets(edits);
      update.names_touched = edits.edits().size();
      Rebuild(edits, addresses);
    }
    update.table = table_;
    log_.Clear();
    return update;
  }

 private:
  uint64_t HashOf(Bytes name) const { return HashName(name, options_.hash_seed); }

  // What stronger sources contribute to `owner` in the last table.
  int64_t StrongContributions(Bytes owner) const {
    const NodeView node = table_->Find(owner);
    if (!node) return 0;
    std::vector<NodeRecord> records;
    AppendRecords(node, &records);
    int64_t count = 0;
    for (const NodeRecord& record : records) count += owners_.SourcesOf(owner, record);
    return count - static_cast<int64_t>(fallbacks_.ServedTo(owner));
  }

  // Step 3. Names that get their first records come before names that lose their last.
  void UpdateNameTree(ZoneEdits* edits, std::vector<std::string>* touched) {
    edits->Sort();
    const auto has_records = [&](Bytes name) { return HasRecordsNow(name, *edits); };
    size_t number = 0;
    for (Edit& edit : edits->edits()) {
      edits->PrefetchOwner(number++ + kLookahead);
      if (edit.had_records || !edit.has_records()) continue;
      tree_.NameAdded(edit.owner, has_records, touched);
      edit.is_counted = true;
    }
    for (Edit& edit : edits->edits()) {
      if (!edit.had_records || edit.has_records()) continue;
      tree_.NameRemoved(edit.owner, has_records, touched);
      edit.is_counted = true;
    }
  }

  // In the middle of step 3: an edit counts as done once the tree has taken note of it.
  bool HasRecordsNow(Bytes name, const ZoneEdits& edits) const {
    const uint64_t hash = HashOf(name);
    if (const Edit* edit = edits.Find(name, hash)) {
      return edit->is_counted ? edit->has_records() : edit->had_records;
    }
    const NodeView node = table_->Find(name, hash);
    return node && node.rrset_count() > 0;
  }

  void AddTouched(std::vector<std::string>& touched, ZoneEdits* edits) {
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::erase_if(touched, [&](const std::string& name) {
      return edits->Find(AsBytes(name), HashOf(AsBytes(name))) != nullptr;
    });
    for (const std::string& name : touched) {
      const uint64_t hash = HashOf(AsBytes(name));
      edits->Begin(AsBytes(name), hash).had_node =
          static_cast<bool>(table_->Find(AsBytes(name), hash));
    }
    edits->Sort();
  }

  // Step 4, second half.
  TargetAddresses UpdateTargets(const ZoneEdits& edits) {
    TargetPointers now(options_.hash_seed);
    now.AddAll(edits);
    now.Sort();
    const TargetPointers before = PointersBefore(edits);
    targets_.Update(before.Links(edits), now.Links(edits));
    return TargetAddresses(now, edits, *table_);
  }

  // Those that the edits' nodes have in the last table, sorted.
  TargetPointers PointersBefore(const ZoneEdits& edits) {
    TargetPointers before(options_.hash_seed);
    for (size_t number = 0; number < edits.edits().size(); ++number) {
      const Edit& edit = edits.edits()[number];
      if (!edit.had_records) continue;
      old_records_.clear();
      AppendRecords(table_->Find(edit.owner, edit.hash), &old_records_);
      before.Add(old_records_, number, 0);
    }
    before.Sort();
    return before;
  }

  // Step 5.
  void Rebuild(const ZoneEdits& edits, const TargetAddresses& addresses) {
    PageBuilder builder([&](const Edit& edit, std::vector<uint8_t>* out) {
      if (!edit.has_records() && !tree_.HasChildren(edit.owner)) return;
      EncodeNode(edit, edits, options_.ttl, addresses, out);
    });
    RecordTable::Pages pages = table_->pages();
    const auto all = edits.edits();
    for (size_t begin = 0; begin < all.size();) {
      const size_t page = PageOf(all[begin].hash);
      size_t end = begin;
      while (end < all.size() && PageOf(all[end].hash) == page) ++end;
      pages[page] = builder.Build(pages[page].get(), all.subspan(begin, end - begin));
      begin = end;
    }
    table_ =
        std::make_shared<const RecordTable>(std::move(pages), options_.hash_seed, options_.ttl);
  }

  const ZoneOptions options_;
  ChangeLog log_;  // of the sources; in Build() of fallback lists that are switched on and off too
  FallbackLists fallbacks_;
  OwnerEditor owners_;
  NameTree tree_;
  TargetIndex targets_;
  std::shared_ptr<const RecordTable> table_;

  std::vector<NodeRecord> old_records_;  // of the owner in hand
};

ZoneEditor::ZoneEditor(const ZoneOptions& options)
    : implementation_(std::make_unique<Implementation>(options)) {}

ZoneEditor::~ZoneEditor() = default;

void ZoneEditor::Add(SharedRecordList list) { implementation_->Contribute(std::move(list), 1); }

void ZoneEditor::Remove(SharedRecordList list) { implementation_->Contribute(std::move(list), -1); }

void ZoneEditor::AddFallback(SharedRecordList list, Bytes guard) {
  implementation_->AddFallback(std::move(list), guard);
}

void ZoneEditor::RemoveFallback(const SharedRecordList& list, Bytes guard) {
  implementation_->RemoveFallback(*list, guard);
}

ZoneUpdate ZoneEditor::Build() { return implementation_->Build(); }

size_t ZoneEditor::fallback_withheld() const { return implementation_->fallback_withheld(); }

}  // namespace signpost::records
