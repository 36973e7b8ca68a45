#include "http/changes.h"

#include <algorithm>
#include <utility>

#include "http/json_object.h"
#include "http/record_json.h"

namespace signpost::http {
namespace {

class ChangesProducer : public BodyProducer {
 public:
  ChangesProducer(SharedSnapshot snapshot, size_t limit, SystemTime now)
      : snapshot_(std::move(snapshot)), now_(now), next_(snapshot_->changes.end()) {
    const uint64_t kept = next_ - snapshot_->changes.begin();
    end_ = next_ - std::min<uint64_t>(limit, kept);
  }

  bool Step(std::string* text) override {
    const records::ChangeHistory& changes = snapshot_->changes;
    if (!has_begun_) {
      has_begun_ = true;
      text->append("{\"serial\":").append(std::to_string(snapshot_->soa.serial));
      text->append(",\"kept\":").append(std::to_string(changes.end() - changes.begin()));
      text->append(",\"changes\":[");
      return true;
    }
    if (next_ == end_) {
      text->append("]}");
      return false;
    }
    if (next_ != changes.end()) text->push_back(',');
    AppendChange(changes[--next_], now_, text);
    return true;
  }

 private:
  const SharedSnapshot snapshot_;
  const SystemTime now_;
  uint64_t next_;  // the one behind the next
  uint64_t end_;
  bool has_begun_ = false;
};

}  // namespace

void AppendChange(const records::ZoneChange& change, SystemTime now, std::string* text) {
  ObjectWriter object(text);
  object.Add("serial", change.serial);
  object.Add("at", TimeText(change.at));
  object.Add("age_s", AgeSeconds(change.at, now));
  object.Add("added_count", change.records.added);
  object.Add("removed_count", change.records.removed);
  AppendRecordArray(change.records.listed_added, records::kMaxListedRecords, object.Key("added"));
  AppendRecordArray(change.records.listed_removed, records::kMaxListedRecords,
                    object.Key("removed"));
  object.End();
}

std::unique_ptr<BodyProducer> ChangesBody(SharedSnapshot snapshot, size_t limit, SystemTime now) {
  return std::make_unique<ChangesProducer>(std::move(snapshot), limit, now);
}

}  // namespace signpost::http
