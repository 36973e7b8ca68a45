#pragma once

// What the statuses of a task come to: its addresses, its health. Private to this room.
//
// A master keeps the newest status of each run of equal states, in any order (Mesos 1.12). Times
// are the master's, in seconds; of equal ones the first counts, a negative one is never newest.

#include <cstdint>
#include <optional>

#include "mesos/state.h"

namespace signpost::mesos {

struct TaskStatus {
  bool running = false;  // TASK_RUNNING
  double timestamp = 0;
  std::optional<bool> healthy;  // null: it reports no check
  bool maps_host_port = false;
  uint32_t container = 0;  // as in Task
  StatusAddresses addresses;
};

class TaskStatuses {
 public:
  void Clear() { *this = {}; }
  void Add(TaskStatus status);

  // Fills in what `task` has of its statuses; these are then to be cleared.
  void MoveTo(Task* task);

 private:
  // Before the first: older than any that counts.
  static TaskStatus None();

  TaskStatus newest_ = None();   // of the running ones
  TaskStatus earlier_ = None();  // of the others that run, the newest that carries an address
  double newest_timestamp_ = 0;  // of all
  double health_timestamp_ = None().timestamp;
  bool healthy_ = true;
};

}  // namespace signpost::mesos
