#include "mesos/event_marks.h"

#include <utility>

namespace signpost::mesos {

void EventMarks::Begin() {
  End();
  is_on_ = true;
}

void EventMarks::End() {
  is_on_ = is_full_ = false;
  agents_ = {};
  frameworks_ = {};
  tasks_ = {};
}

void EventMarks::Mark(const Event& event) {
  if (!is_on_) return;
  is_full_ = is_full_ || agents_.size() + frameworks_.size() + tasks_.size() >= count_max_;
  if (is_full_) return;
  if (const auto* added = std::get_if<TaskAdded>(&event)) {
    tasks_.insert({added->framework_id, added->task.id});
  } else if (const auto* updated = std::get_if<TaskUpdated>(&event)) {
    tasks_.insert({updated->framework_id, updated->update.id});
  } else if (const auto* agent_added = std::get_if<AgentAdded>(&event)) {
    agents_.insert(agent_added->agent.id);
  } else if (const auto* agent_removed = std::get_if<AgentRemoved>(&event)) {
    agents_.insert(agent_removed->agent_id);
  } else if (const auto* framework_added = std::get_if<FrameworkAdded>(&event)) {
    frameworks_.insert(framework_added->framework.id);
  } else if (const auto* framework_removed = std::get_if<FrameworkRemoved>(&event)) {
    frameworks_.insert(framework_removed->framework_id);
  }
}

bool EventMarks::HasTask(const std::string& framework_id, const std::string& id) const {
  return !tasks_.empty() && tasks_.contains(TaskId{framework_id, id});
}

}  // namespace signpost::mesos
