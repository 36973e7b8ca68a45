#include "mesos/unreachable_tasks.h"

#include <iterator>

namespace signpost::mesos {

bool UnreachableTasks::MayKeep(Number number, Time now) const {
  const auto task = tasks_.find(number);
  return task == tasks_.end() ? grace_.count() > 0 : task->second.until > now;
}

void UnreachableTasks::Add(Number number, Agent agent, Time now) {
  const Time until = now + grace_;
  tasks_.emplace(number, Kept{.until = until, .agent = std::move(agent)});
  by_time_.emplace(until, number);
}

bool UnreachableTasks::Remove(Number number) {
  const auto task = tasks_.find(number);
  if (task == tasks_.end()) return false;
  by_time_.erase({task->second.until, number});
  tasks_.erase(task);
  return true;
}

std::vector<UnreachableTasks::Number> UnreachableTasks::TakeDue(Time now) {
  std::vector<Number> due;
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    due.push_back(by_time_.begin()->second);
    Remove(due.back());
  }
  const Time latest = now + grace_;
  while (!by_time_.empty() && by_time_.rbegin()->first > latest) {
    const Number number = by_time_.rbegin()->second;
    by_time_.erase(std::prev(by_time_.end()));
    by_time_.emplace(latest, number);
    tasks_.find(number)->second.until = latest;
  }
  return due;
}

std::optional<UnreachableTasks::Time> UnreachableTasks::NextDeadline() const {
  if (by_time_.empty()) return std::nullopt;
  return by_time_.begin()->first;
}

const Agent* UnreachableTasks::AgentOf(Number number) const {
  const auto task = tasks_.find(number);
  return task == tasks_.end() ? nullptr : &task->second.agent;
}

}  // namespace signpost::mesos
