#pragma once

// Figures that one room sets and another shows: how old the data is, who leads, what was refused.
//
// Names are lower case words joined by '_', with their unit last ("poll_failures", "state_age_s").
// Any thread may set and read; every call takes a lock for the time of a map lookup, so the hot
// path stays away (it has counters).

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

namespace signpost {

class StatusBoard {
 public:
  using Value = std::variant<int64_t, std::string>;

  void Set(std::string_view name, int64_t value);
  void Set(std::string_view name, std::string_view value);

  // Adds `amount` to a number; a name that is not there yet starts at 0.
  void Add(std::string_view name, int64_t amount = 1);

  // The number under `name`, 0 if there is none.
  int64_t Number(std::string_view name) const;

  // All figures, in the order of their names.
  std::map<std::string, Value, std::less<>> All() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Value, std::less<>> values_;  // guarded by mutex_
};

}  // namespace signpost
