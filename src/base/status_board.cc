#include "base/status_board.h"

namespace signpost {

void StatusBoard::Set(std::string_view name, int64_t value) {
  const std::lock_guard lock(mutex_);
  values_.insert_or_assign(std::string(name), value);
}

void StatusBoard::Set(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  values_.insert_or_assign(std::string(name), std::string(value));
}

void StatusBoard::Add(std::string_view name, int64_t amount) {
  const std::lock_guard lock(mutex_);
  auto [at, is_new] = values_.try_emplace(std::string(name), int64_t{0});
  if (auto* number = std::get_if<int64_t>(&at->second)) *number += amount;
}

int64_t StatusBoard::Number(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = values_.find(name);
  if (at == values_.end()) return 0;
  const auto* number = std::get_if<int64_t>(&at->second);
  return number == nullptr ? 0 : *number;
}

std::map<std::string, StatusBoard::Value, std::less<>> StatusBoard::All() const {
  const std::lock_guard lock(mutex_);
  return values_;
}

}  // namespace signpost
