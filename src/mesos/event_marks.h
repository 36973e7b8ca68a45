#pragma once

// What events have told of since a full state was asked for: of that they are believed, not the
// state, which may be older. Private to this room.

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "mesos/event.h"

namespace signpost::mesos {

// Things marked at once, of all kinds.
inline constexpr size_t kMaxEventMarks = 1'000'000;

class EventMarks {
 public:
  struct TaskId {
    std::string framework_id;
    std::string id;

    friend bool operator==(const TaskId&, const TaskId&) = default;
    template <typename H>
    friend H AbslHashValue(H hash, const TaskId& task) {
      return H::combine(std::move(hash), task.framework_id, task.id);
    }
  };

  explicit EventMarks(size_t count_max = kMaxEventMarks) : count_max_(count_max) {}

  // A state is being asked for: what comes now is marked, and nothing else.
  void Begin();

  // It was taken over: nothing is marked any more.
  void End();

  // Marks what `event` is about. Beyond the limit nothing is marked: then the state that comes may
  // take back what events have told, and another one must be asked for.
  void Mark(const Event& event);
  bool is_full() const { return is_full_; }

  bool IsEmpty() const {
    return !is_full_ && agents_.empty() && frameworks_.empty() && tasks_.empty();
  }

  bool HasAgent(const std::string& id) const { return agents_.contains(id); }
  bool HasFramework(const std::string& id) const { return frameworks_.contains(id); }
  bool HasTask(const std::string& framework_id, const std::string& id) const;

  const absl::flat_hash_set<std::string>& agents() const { return agents_; }
  const absl::flat_hash_set<std::string>& frameworks() const { return frameworks_; }
  const absl::flat_hash_set<TaskId>& tasks() const { return tasks_; }

 private:
  const size_t count_max_;
  bool is_on_ = false;
  bool is_full_ = false;
  absl::flat_hash_set<std::string> agents_;
  absl::flat_hash_set<std::string> frameworks_;
  absl::flat_hash_set<TaskId> tasks_;
};

}  // namespace signpost::mesos
