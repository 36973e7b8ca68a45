#pragma once

// Which tasks are left out because their health check fails. Private to this room.
//
// A name is what tasks share and clients ask for (SharedNames in record_generator.h). An unhealthy
// task is left out when each of its names has a healthy one; so no name is emptied: where no task
// is known to be healthy, the filter fails open and all stay.
//
// Put and Remove cost the same whatever the number of tasks; Settle costs the tasks put and those
// unhealthy ones whose name got its first healthy task or lost its last. Belongs to the poller's
// thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"

namespace signpost::mesos {

enum class Health : uint8_t {
  kUnknown,  // neither left out nor a reason to leave others out
  kHealthy,
  kUnhealthy,
};

class HealthFilter {
 public:
  using Number = uint32_t;

  // Task `number` is there, or has changed: it has `names` (none twice) and `health`.
  void Put(Number number, std::vector<std::string> names, Health health);

  // It is there no more. Nothing when it was not.
  void Remove(Number number);

  // Draws the conclusions of all that was put and removed. Returns the tasks that are left out now
  // and were not before, or the other way round; a task new here was not.
  std::vector<Number> Settle();

  // As of the last Settle().
  bool LeavesOut(Number number) const { return number < tasks_.size() && tasks_[number].left_out; }
  size_t left_out_count() const { return left_out_; }        // tasks
  size_t failed_open_count() const { return failed_open_; }  // names with unhealthy tasks alone

 private:
  struct Name {
    uint32_t healthy = 0;
    bool is_dirty = false;     // since the last Settle()
    bool had_healthy = false;  // at the last Settle()
    bool failed_open = false;  // at the last Settle()
    std::vector<Number> unhealthy;
  };
  using Names = absl::node_hash_map<std::string, Name>;

  // A task under one of its names.
  struct Place {
    Names::value_type* name;
    uint32_t position;  // in `unhealthy`, when it is unhealthy
  };
  struct Task {
    std::vector<Place> places;
    Health health = Health::kUnknown;
    bool left_out = false;
  };

  static bool HasNames(const Task& task, const std::vector<std::string>& names);
  void Join(Number number, const std::string& name);
  void LeaveAll(Number number);
  void MarkDirty(Names::value_type* name);
  void SettleName(Names::value_type* name, std::vector<Number>* in_question);
  static bool ShouldLeaveOut(const Task& task);

  Names names_;
  std::vector<Task> tasks_;
  std::vector<Names::value_type*> dirty_;
  std::vector<Number> put_;  // since the last Settle()
  size_t left_out_ = 0;
  size_t failed_open_ = 0;
};

}  // namespace signpost::mesos
