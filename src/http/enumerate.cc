#include "http/enumerate.h"

#include <unistd.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "base/check.h"
#include "http/json_text.h"
#include "http/record_text.h"
#include "records/name_hash.h"

namespace signpost::http {
namespace {

using records::InventoryEntry;
using records::InventoryGroup;
using records::RecordList;
using records::RecordView;

// Secret, so that nobody can choose records that are taken for others.
uint64_t NewSeed() {
  uint64_t seed = 0;
  SIGNPOST_CHECK(getentropy(&seed, sizeof(seed)) == 0);
  return seed;
}

// The records shown so far.
class SeenRecords {
 public:
  // False if it had been inserted before.
  bool Insert(const RecordView& record) {
    uint64_t hash = records::HashName(record.owner, seed_ ^ static_cast<uint16_t>(record.type));
    if (!record.rdata.empty()) hash = records::HashName(record.rdata, hash);
    return hashes_.insert(hash).second;
  }

 private:
  const uint64_t seed_ = NewSeed();
  absl::flat_hash_set<uint64_t> hashes_;
};

// Walks groups, entries and records as one list of steps; each step appends one small piece.
class EnumerateProducer : public BodyProducer {
 public:
  explicit EnumerateProducer(SharedSnapshot snapshot) : snapshot_(std::move(snapshot)) {}

  bool Step(std::string* text) override {
    if (!has_begun_) return Begin(text);
    if (entry_ != nullptr) return StepRecord(text);
    if (group_ != nullptr) return StepEntry(text);
    return StepGroup(text);
  }

 private:
  bool Begin(std::string* text) {
    has_begun_ = true;
    text->append(R"({"frameworks":[)");
    return true;
  }

  bool StepGroup(std::string* text) {
    const auto& groups = snapshot_->inventory.groups;
    if (next_group_ == groups.size()) {
      text->append("]}");
      return false;
    }
    group_ = groups[next_group_++].get();
    if (group_ == nullptr) return true;  // a gap
    text->append(is_first_group_ ? "" : ",").append(R"({"tasks":[)");
    is_first_group_ = false;
    is_first_entry_ = true;
    next_entry_ = 0;
    return true;
  }

  bool StepEntry(std::string* text) {
    if (next_entry_ == group_->entries.size()) {
      text->append(R"(],"name":)");
      AppendJsonString(group_->name, text);
      text->push_back('}');
      group_ = nullptr;
      return true;
    }
    entry_ = group_->entries[next_entry_++].get();
    if (entry_ != nullptr) BeginEntry(text);
    return true;
  }

  void BeginEntry(std::string* text) {
    text->append(is_first_entry_ ? R"({"name":)" : R"(,{"name":)");
    AppendJsonString(entry_->name, text);
    text->append(R"(,"id":)");
    AppendJsonString(entry_->id, text);
    text->append(R"(,"records":[)");
    is_first_entry_ = false;
    is_first_record_ = true;
    next_record_ = entry_->records->begin();
  }

  bool StepRecord(std::string* text) {
    if (*next_record_ == entry_->records->end()) {
      text->append("]}");
      entry_ = nullptr;
      return true;
    }
    const RecordView record = **next_record_;
    ++*next_record_;
    if (seen_.Insert(record)) AppendRecord(record, text);
    return true;
  }

  void AppendRecord(const RecordView& record, std::string* text) {
    text->append(is_first_record_ ? R"({"name":)" : R"(,{"name":)");
    AppendJsonString(PlainName(record.owner), text);
    text->append(R"(,"host":)");
    AppendJsonString(PlainRdata(record.type, record.rdata), text);
    text->append(R"(,"rtype":")").append(wire::TypeName(record.type)).append("\"}");
    is_first_record_ = false;
  }

  const SharedSnapshot snapshot_;  // keeps alive what the pointers below point to
  SeenRecords seen_;
  bool has_begun_ = false;

  size_t next_group_ = 0;
  const InventoryGroup* group_ = nullptr;
  bool is_first_group_ = true;

  size_t next_entry_ = 0;  // in group_
  const InventoryEntry* entry_ = nullptr;
  bool is_first_entry_ = true;

  std::optional<RecordList::Iterator> next_record_;  // in entry_
  bool is_first_record_ = true;
};

}  // namespace

std::unique_ptr<BodyProducer> EnumerateBody(SharedSnapshot snapshot) {
  return std::make_unique<EnumerateProducer>(std::move(snapshot));
}

}  // namespace signpost::http
