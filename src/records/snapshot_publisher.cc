#include "records/snapshot_publisher.h"

#include <utility>

#include "base/check.h"

namespace signpost::records {

SnapshotPublisher::SnapshotPublisher(std::shared_ptr<const Snapshot> first)
    : current_(std::move(first)) {
  SIGNPOST_CHECK(current_ != nullptr);
}

void SnapshotPublisher::Publish(std::shared_ptr<const Snapshot> next) {
  SIGNPOST_CHECK(next != nullptr);
  {
    const std::lock_guard lock(mutex_);
    retired_.push_back(std::exchange(current_, std::move(next)));
    generation_.fetch_add(1, std::memory_order_release);
  }
  Reap();
}

size_t SnapshotPublisher::Reap() {
  // use_count() == 1: nobody else holds it, and nobody can get it any more, since Current() hands
  // out current_ alone. The destructor's own decrement orders the readers' accesses before it.
  std::erase_if(retired_, [](const auto& snapshot) { return snapshot.use_count() == 1; });
  return retired_.size();
}

std::shared_ptr<const Snapshot> SnapshotPublisher::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

SnapshotReader::SnapshotReader(const SnapshotPublisher* publisher) : publisher_(publisher) {}

const Snapshot& SnapshotReader::Get() {
  const uint64_t generation = publisher_->generation();
  if (generation != generation_) {
    held_ = publisher_->Current();
    generation_ = generation;
  }
  return *held_;
}

}  // namespace signpost::records
