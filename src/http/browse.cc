#include "http/browse.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "http/entry_json.h"
#include "http/json_object.h"
#include "http/record_json.h"

namespace signpost::http {
namespace {

using records::InventoryEntry;
using records::InventoryGroup;

bool Contains(const std::string& text, const std::string& part) {
  return part.empty() || absl::AsciiStrToLower(text).find(part) != std::string::npos;
}

const InventoryGroup* FindGroup(const records::Snapshot& snapshot, size_t number) {
  const auto& groups = snapshot.inventory.groups;
  return number < groups.size() ? groups[number].get() : nullptr;
}

// A page of what a subclass has under the numbers 0 .. end() - 1, with gaps. One number a step.
class PageProducer : public BodyProducer {
 public:
  PageProducer(SharedSnapshot snapshot, ListPart part)
      : snapshot_(std::move(snapshot)), part_(std::move(part)), next_(part_.from) {}

  bool Step(std::string* text) override {
    if (!has_begun_) {
      has_begun_ = true;
      text->append("{\"serial\":").append(std::to_string(snapshot_->soa.serial)).push_back(',');
      AppendHead(text);
      return true;
    }
    if (next_ >= end()) return End("null", text);
    if (!Matches(next_)) {
      ++next_;
      return true;
    }
    // One that has no room any more is where the next page begins.
    if (count_ == part_.limit) return End(std::to_string(next_), text);
    if (count_++ > 0) text->push_back(',');
    ObjectWriter object(text);
    object.Add("number", next_);
    AddMembers(next_++, &object);
    object.End();
    return true;
  }

 protected:
  virtual size_t end() const = 0;
  virtual bool Matches(size_t number) const = 0;
  // The members before the list, and its "name":[
  virtual void AppendHead(std::string* text) const = 0;
  virtual void AddMembers(size_t number, ObjectWriter* object) const = 0;

  const records::Snapshot& snapshot() const { return *snapshot_; }
  const ListPart& part() const { return part_; }

 private:
  static bool End(std::string_view next, std::string* text) {
    text->append("],\"next\":").append(next).append("}");
    return false;
  }

  const SharedSnapshot snapshot_;
  const ListPart part_;
  size_t next_;
  size_t count_ = 0;
  bool has_begun_ = false;
};

class FrameworksProducer : public PageProducer {
 public:
  using PageProducer::PageProducer;

 private:
  size_t end() const override { return snapshot().inventory.groups.size(); }
  bool Matches(size_t number) const override {
    const InventoryGroup* const group = FindGroup(snapshot(), number);
    return group != nullptr && Contains(group->name, part().text);
  }
  void AppendHead(std::string* text) const override { text->append("\"frameworks\":["); }
  void AddMembers(size_t number, ObjectWriter* object) const override {
    const InventoryGroup* const group = FindGroup(snapshot(), number);
    object->Add("name", group->name);
    object->Add("task_count", group->entry_count);
  }
};

class TasksProducer : public PageProducer {
 public:
  TasksProducer(SharedSnapshot snapshot, size_t framework, ListPart part)
      : PageProducer(std::move(snapshot), std::move(part)),
        group_(FindGroup(this->snapshot(), framework)) {}

 private:
  size_t end() const override { return group_->entries.size(); }
  bool Matches(size_t number) const override {
    const InventoryEntry* const entry = group_->entries[number].get();
    return entry != nullptr &&
           (Contains(entry->name, part().text) || Contains(entry->id, part().text));
  }
  void AppendHead(std::string* text) const override {
    AppendJsonKey("framework", text);
    AppendJsonString(group_->name, text);
    text->append(",\"task_count\":").append(std::to_string(group_->entry_count));
    text->append(",\"tasks\":[");
  }
  void AddMembers(size_t number, ObjectWriter* object) const override {
    const InventoryEntry& entry = *group_->entries[number];
    AddEntryMembers(entry, object);
    object->Add("record_count", entry.records->size());
  }

  const InventoryGroup* const group_;
};

}  // namespace

std::unique_ptr<BodyProducer> FrameworksBody(SharedSnapshot snapshot, const ListPart& part) {
  return std::make_unique<FrameworksProducer>(std::move(snapshot), part);
}

std::unique_ptr<BodyProducer> TasksBody(SharedSnapshot snapshot, size_t framework,
                                        const ListPart& part) {
  if (FindGroup(*snapshot, framework) == nullptr) return nullptr;
  return std::make_unique<TasksProducer>(std::move(snapshot), framework, part);
}

std::optional<std::string> TaskBody(const records::Snapshot& snapshot, size_t framework,
                                    size_t task) {
  const InventoryGroup* const group = FindGroup(snapshot, framework);
  if (group == nullptr || task >= group->entries.size()) return std::nullopt;
  const InventoryEntry* const entry = group->entries[task].get();
  if (entry == nullptr) return std::nullopt;
  std::string text;
  ObjectWriter object(&text);
  object.Add("serial", snapshot.soa.serial);
  object.Add("framework", group->name);
  AddEntryMembers(*entry, &object);
  object.Add("record_count", entry->records->size());
  AppendRecordArray(*entry->records, kMaxBrowsedRecords, object.Key("records"));
  object.End();
  return text;
}

}  // namespace signpost::http
