#pragma once

// Hands the current snapshot from the control plane to the readers.
//
// Publisher: one thread publishes and reaps. Readers: each serving thread owns a SnapshotReader,
// which keeps its own reference and compares a generation number (one load of a line that is
// written only when something is published) before it takes the lock. Snapshots are freed by the
// publishing thread in Reap(), never by a reader: the publisher keeps every snapshot until nobody
// else holds it.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/counters.h"
#include "records/snapshot.h"

namespace signpost::records {

class SnapshotPublisher {
 public:
  // `first` is what readers see until the first Publish(); not null.
  explicit SnapshotPublisher(std::shared_ptr<const Snapshot> first);

  // Publishing thread only. `next` is not null.
  void Publish(std::shared_ptr<const Snapshot> next);

  // Publishing thread only: frees retired snapshots that nobody holds. Returns how many are left.
  size_t Reap();

  // The current snapshot. Any thread; takes a lock.
  std::shared_ptr<const Snapshot> Current() const;

  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> current_;               // guarded by mutex_
  std::vector<std::shared_ptr<const Snapshot>> retired_;  // owned by the publishing thread
  alignas(kCacheLine) std::atomic<uint64_t> generation_{1};
};

// Owned and used by one thread.
class SnapshotReader {
 public:
  // `publisher` must outlive the reader.
  explicit SnapshotReader(const SnapshotPublisher* publisher);

  // The newest snapshot; valid until the next call. Call it once a batch.
  const Snapshot& Get();

 private:
  const SnapshotPublisher* const publisher_;
  uint64_t generation_ = 0;
  std::shared_ptr<const Snapshot> held_;
};

}  // namespace signpost::records
