#include "http/explain.h"

#include <optional>
#include <utility>
#include <vector>

#include "http/entry_json.h"
#include "http/inventory_walk.h"
#include "http/json_object.h"
#include "http/record_json.h"
#include "http/record_text.h"
#include "wire/name.h"

namespace signpost::http {
namespace {

using records::InventoryEntry;
using records::NodeView;
using records::RecordView;

// Canonical wire form of `text`; empty for what is no name.
std::vector<uint8_t> WireName(std::string_view text) {
  constexpr uint8_t kRoot[] = {0};
  if (text.ends_with('.')) text.remove_suffix(1);
  wire::NameBuilder builder;
  const auto name = builder.Labels(text).Suffix(kRoot).Build();
  if (!name) return {};
  return {name->begin(), name->end()};
}

size_t RecordCountOf(NodeView node) {
  size_t count = 0;
  for (size_t index = 0; node && index < node.rrset_count(); ++index) {
    count += node.rrset(index).record_count;
  }
  return count;
}

// Separates the elements of an array, up to a limit.
class ListWriter {
 public:
  ListWriter(std::string* text, size_t count_max) : text_(text), count_max_(count_max) {
    text_->push_back('[');
  }
  // False when there is no room.
  bool Begin() {
    if (count_ == count_max_) return false;
    if (count_++ > 0) text_->push_back(',');
    return true;
  }
  void End() { text_->push_back(']'); }

 private:
  std::string* const text_;
  const size_t count_max_;
  size_t count_ = 0;
};

void AppendRecords(NodeView node, std::string* text) {
  ListWriter list(text, kMaxExplainedRecords);
  for (size_t index = 0; node && index < node.rrset_count(); ++index) {
    const records::RrsetView rrset = node.rrset(index);
    for (size_t record = 0; record < rrset.record_count && list.Begin(); ++record) {
      AppendRecordJson(rrset.type, rrset.Rdata(record), text);
    }
  }
  list.End();
}

class ExplainProducer : public BodyProducer {
 public:
  ExplainProducer(SharedSnapshot snapshot, const std::string& name)
      : snapshot_(std::move(snapshot)),
        name_(name),
        owner_(WireName(name)),
        walk_(&snapshot_->inventory) {}

  bool Step(std::string* text) override {
    if (!has_begun_) return Begin(text);
    if (owner_.empty() || !walk_.Next()) return End(text);
    if (walk_.entry() != nullptr && Contributes(*walk_.entry())) AppendSource(text);
    return true;
  }

 private:
  bool Begin(std::string* text) {
    has_begun_ = true;
    const records::RecordTable& table = *snapshot_->table;
    const NodeView node = owner_.empty() ? NodeView() : table.Find(owner_);
    ObjectWriter object(text);  // ended by End()
    object.Add("name", owner_.empty() ? name_ : PlainName(owner_));
    object.Add("serial", snapshot_->soa.serial);
    object.AddBool("exists", static_cast<bool>(node));
    object.Add("ttl", table.ttl());
    object.Add("record_count", RecordCountOf(node));
    AppendRecords(node, object.Key("records"));
    object.Key("sources")->push_back('[');
    return true;
  }

  bool End(std::string* text) {
    text->append("],\"source_count\":").append(std::to_string(source_count_)).append("}");
    return false;
  }

  bool IsOwned(const RecordView& record) const { return SameBytes(record.owner, owner_); }

  bool Contributes(const InventoryEntry& entry) const {
    for (const RecordView record : *entry.records) {
      if (IsOwned(record)) return true;
    }
    return false;
  }

  void AppendSource(std::string* text) {
    if (source_count_++ >= kMaxExplainedSources) return;
    if (source_count_ > 1) text->push_back(',');
    const InventoryEntry& entry = *walk_.entry();
    ObjectWriter object(text);
    object.Add("framework", walk_.group()->name);
    AddEntryMembers(entry, &object);
    object.Key("records");
    ListWriter list(text, kMaxExplainedRecords);
    for (const RecordView record : *entry.records) {
      if (IsOwned(record) && list.Begin()) AppendRecordJson(record.type, record.rdata, text);
    }
    list.End();
    object.End();
  }

  const SharedSnapshot snapshot_;
  const std::string name_;
  const std::vector<uint8_t> owner_;  // empty: no name
  InventoryWalk walk_;
  bool has_begun_ = false;
  size_t source_count_ = 0;
};

}  // namespace

std::unique_ptr<BodyProducer> ExplainBody(SharedSnapshot snapshot, const std::string& name) {
  return std::make_unique<ExplainProducer>(std::move(snapshot), name);
}

}  // namespace signpost::http
