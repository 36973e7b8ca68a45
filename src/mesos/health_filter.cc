#include "mesos/health_filter.h"

#include <algorithm>
#include <utility>

namespace signpost::mesos {

void HealthFilter::Put(Number number, std::vector<std::string> names, Health health) {
  if (number >= tasks_.size()) tasks_.resize(number + 1);
  if (health == Health::kUnknown) names.clear();  // it counts for none
  Task& task = tasks_[number];
  if (task.health == health && HasNames(task, names)) return;
  LeaveAll(number);
  task.health = health;
  for (const std::string& name : names) Join(number, name);
  put_.push_back(number);
}

void HealthFilter::Remove(Number number) {
  if (number >= tasks_.size()) return;
  LeaveAll(number);
  left_out_ -= tasks_[number].left_out ? 1 : 0;
  tasks_[number] = {};
}

std::vector<HealthFilter::Number> HealthFilter::Settle() {
  std::vector<Number> in_question = std::exchange(put_, {});
  for (Names::value_type* name : std::exchange(dirty_, {})) SettleName(name, &in_question);
  std::erase_if(in_question, [this](Number number) {
    Task& task = tasks_[number];
    const bool left_out = ShouldLeaveOut(task);
    if (left_out == task.left_out) return true;
    left_out_ += left_out ? 1 : 0;
    left_out_ -= left_out ? 0 : 1;
    task.left_out = left_out;
    return false;
  });
  return in_question;
}

bool HealthFilter::HasNames(const Task& task, const std::vector<std::string>& names) {
  return std::ranges::equal(
      task.places, names, {}, [](const Place& place) -> const auto& { return place.name->first; });
}

void HealthFilter::Join(Number number, const std::string& name) {
  Names::value_type* const entry = &*names_.try_emplace(name).first;
  Task& task = tasks_[number];
  auto& unhealthy = entry->second.unhealthy;
  task.places.push_back({entry, static_cast<uint32_t>(unhealthy.size())});
  if (task.health == Health::kHealthy) ++entry->second.healthy;
  if (task.health == Health::kUnhealthy) unhealthy.push_back(number);
  MarkDirty(entry);
}

void HealthFilter::LeaveAll(Number number) {
  Task& task = tasks_[number];
  for (const Place& place : task.places) {
    Name& name = place.name->second;
    if (task.health == Health::kHealthy) --name.healthy;
    if (task.health == Health::kUnhealthy) {
      const Number last = name.unhealthy.back();
      for (Place& other : tasks_[last].places) {
        if (other.name == place.name) other.position = place.position;
      }
      name.unhealthy[place.position] = last;
      name.unhealthy.pop_back();
    }
    MarkDirty(place.name);
  }
  task.places.clear();
}

void HealthFilter::MarkDirty(Names::value_type* name) {
  if (std::exchange(name->second.is_dirty, true)) return;
  dirty_.push_back(name);
}

void HealthFilter::SettleName(Names::value_type* name, std::vector<Number>* in_question) {
  Name& state = name->second;
  const bool has_healthy = state.healthy > 0;
  const bool fails_open = !has_healthy && !state.unhealthy.empty();
  failed_open_ += fails_open ? 1 : 0;
  failed_open_ -= state.failed_open ? 1 : 0;
  if (has_healthy != state.had_healthy) {
    in_question->insert(in_question->end(), state.unhealthy.begin(), state.unhealthy.end());
  }
  state.is_dirty = false;
  state.had_healthy = has_healthy;
  state.failed_open = fails_open;
  if (state.healthy == 0 && state.unhealthy.empty()) names_.erase(name->first);
}

bool HealthFilter::ShouldLeaveOut(const Task& task) {
  return task.health == Health::kUnhealthy && !task.places.empty() &&
         std::ranges::all_of(task.places,
                             [](const Place& place) { return place.name->second.had_healthy; });
}

}  // namespace signpost::mesos
