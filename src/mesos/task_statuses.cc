#include "mesos/task_statuses.h"

#include <algorithm>
#include <utility>

#include "mesos/task_addresses.h"

namespace signpost::mesos {

TaskStatus TaskStatuses::None() {
  TaskStatus none;
  none.timestamp = -1;
  return none;
}

void TaskStatuses::Add(TaskStatus status) {
  newest_timestamp_ = std::max(newest_timestamp_, status.timestamp);
  if (status.healthy && status.timestamp > health_timestamp_) {
    health_timestamp_ = status.timestamp;
    healthy_ = *status.healthy;
  }
  if (!status.running) return;
  if (status.timestamp > newest_.timestamp) std::swap(status, newest_);
  if (status.timestamp > earlier_.timestamp && HasAddress(status.addresses)) {
    earlier_ = std::move(status);
  }
}

// The newest running status counts alone, as in the reference. But one that reports a check, whose
// executor may leave out what it said when the task began, takes what an earlier one said.
void TaskStatuses::MoveTo(Task* task) {
  task->status_time = newest_timestamp_;
  task->healthy = healthy_;
  task->health_checked = health_timestamp_ >= 0;
  task->container = newest_.container;
  task->maps_host_port |= newest_.maps_host_port;
  task->addresses = std::move(newest_.addresses);
  if (!newest_.healthy || HasAddress(task->addresses) || !HasAddress(earlier_.addresses)) return;
  if (!MayBeSameContainer(newest_.container, earlier_.container)) return;
  task->maps_host_port |= earlier_.maps_host_port;
  task->addresses = std::move(earlier_.addresses);
  task->addresses_kept = true;
}

}  // namespace signpost::mesos
