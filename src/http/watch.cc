#include "http/watch.h"

#include "http/changes.h"
#include "http/lookup.h"

namespace signpost::http {
namespace {

using Clock = std::chrono::steady_clock;
using records::ChangeHistory;

// A browser that lost the connection comes back after so long.
constexpr std::string_view kRetry = "retry: 2000\n\n";

class WatchProducer : public BodyProducer {
 public:
  WatchProducer(const records::SnapshotPublisher* publisher, std::optional<uint32_t> last_serial,
                std::chrono::milliseconds heartbeat)
      : publisher_(*publisher), last_serial_(last_serial), heartbeat_(heartbeat) {}

  bool Step(std::string* text) override {
    const size_t size_before = text->size();
    if (!has_begun_) {
      Begin(text);
    } else {
      if (snapshot_ == nullptr) Look();
      if (snapshot_ != nullptr) Tell(text);
    }
    if (text->size() == size_before && Clock::now() - spoke_at_ >= heartbeat_) {
      text->append(": alive\n\n");
    }
    if (text->size() != size_before) spoke_at_ = Clock::now();
    return true;
  }

  // The snapshot is held only while there is something to tell of it: its memory is to be freed.
  bool IsWaiting() const override { return snapshot_ == nullptr; }

 private:
  void Begin(std::string* text) {
    has_begun_ = true;
    Take();
    text->append(kRetry);
    AppendEvent("serial", text);
    next_ = snapshot_->changes.end();
    if (last_serial_) Resume(*last_serial_, text);
  }

  void Resume(uint32_t last_serial, std::string* text) {
    if (last_serial == snapshot_->soa.serial) return;
    const ChangeHistory& changes = snapshot_->changes;
    for (uint64_t number = changes.end(); number > changes.begin(); --number) {
      if (changes[number - 1].serial != last_serial) continue;
      next_ = number;
      return;
    }
    AppendEvent("reset", text);
  }

  void Look() {
    if (publisher_.generation() != generation_) Take();
  }

  void Take() {
    generation_ = publisher_.generation();
    snapshot_ = publisher_.Current();
  }

  // One event a step.
  void Tell(std::string* text) {
    const ChangeHistory& changes = snapshot_->changes;
    const bool is_known = snapshot_->table != nullptr;
    if (is_known != was_known_ || next_ < changes.begin()) {
      AppendEvent("reset", text);
      next_ = changes.end();
    } else if (next_ < changes.end()) {
      AppendChangeEvent(changes[next_++], text);
    }
    was_known_ = is_known;
    if (next_ == changes.end()) snapshot_ = nullptr;
  }

  void AppendEvent(std::string_view name, std::string* text) {
    const std::string serial = std::to_string(snapshot_->soa.serial);
    text->append("event: ").append(name).append("\nid: ").append(serial);
    text->append("\ndata: {\"serial\":").append(serial).append("}\n\n");
    was_known_ = snapshot_->table != nullptr;
  }

  // JSON has no line breaks outside strings, and none inside that are not escaped.
  static void AppendChangeEvent(const records::ZoneChange& change, std::string* text) {
    text->append("event: change\nid: ").append(std::to_string(change.serial)).append("\ndata: ");
    AppendChange(change, std::chrono::system_clock::now(), text);
    text->append("\n\n");
  }

  const records::SnapshotPublisher& publisher_;
  const std::optional<uint32_t> last_serial_;
  const std::chrono::milliseconds heartbeat_;
  bool has_begun_ = false;
  bool was_known_ = false;
  uint64_t generation_ = 0;
  SharedSnapshot snapshot_;
  uint64_t next_ = 0;  // number of the change to tell next
  Clock::time_point spoke_at_ = Clock::now();
};

}  // namespace

std::unique_ptr<BodyProducer> WatchBody(const records::SnapshotPublisher* publisher,
                                        std::optional<uint32_t> last_serial,
                                        std::chrono::milliseconds heartbeat) {
  return std::make_unique<WatchProducer>(publisher, last_serial, heartbeat);
}

}  // namespace signpost::http
