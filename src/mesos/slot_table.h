#pragma once

// Things with ids, numbered: the bookkeeping behind ClusterModel. Private to this room.
//
// A thing keeps its number as long as it is there; the number of one that has gone is used again
// from the next update on. Ids should be unique, but a master may leave them out: a repeated id
// stands for its first, second, ... owner, in the order of claims.
//
// Keys are ids with each zero octet doubled; those of further owners end in a single one and a
// count.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/absl_text.h"

namespace signpost::mesos {

template <typename T>
class SlotTable {
 public:
  using Number = uint32_t;

  struct Claimed {
    Number number;
    bool is_new;
  };

  // Starts an update: nothing is claimed, and numbers freed by the last one may be given out.
  void BeginUpdate() {
    ++update_;
    free_.insert(free_.end(), freed_.begin(), freed_.end());
    freed_.clear();
  }

  // The thing called `id` is there. One call a thing and update.
  Claimed Claim(std::string_view id) {
    if (HasZero(id)) return ClaimKey(Doubled(id));
    return ClaimKey(id);
  }

  // The first thing called `id`, if it is there.
  std::optional<Number> Find(std::string_view id) const {
    const auto entry = HasZero(id) ? numbers_.find(Doubled(id)) : numbers_.find(ToAbsl(id));
    return entry == numbers_.end() ? std::nullopt : std::optional(entry->second);
  }

  // The thing `number` is still there. False when this update has claimed it already.
  bool ClaimNumber(Number number) {
    Slot& slot = slots_[number];
    if (slot.claimed == update_) return false;
    slot.claimed = update_;
    slot.repeats = 0;
    return true;
  }

  void Remove(Number number) {
    numbers_.erase(numbers_.find(*slots_[number].key));
    slots_[number] = {};
    freed_.push_back(number);
  }

  bool IsClaimed(Number number) const { return slots_[number].claimed == update_; }

  // Of all that is there.
  std::vector<Number> Numbers() const {
    std::vector<Number> numbers;
    numbers.reserve(size());
    for (Number number = 0; number < slots_.size(); ++number) {
      if (slots_[number].key != nullptr) numbers.push_back(number);
    }
    return numbers;
  }

  // What was not claimed since BeginUpdate().
  std::vector<Number> Unclaimed() const {
    std::vector<Number> unclaimed;
    for (Number number = 0; number < slots_.size(); ++number) {
      if (slots_[number].key != nullptr && !IsClaimed(number)) unclaimed.push_back(number);
    }
    return unclaimed;
  }

  // Removes it all; returns the numbers.
  std::vector<Number> RemoveUnclaimed() {
    std::vector<Number> removed = Unclaimed();
    for (const Number number : removed) Remove(number);
    return removed;
  }

  T& operator[](Number number) { return slots_[number].value; }
  const T& operator[](Number number) const { return slots_[number].value; }
  size_t size() const { return numbers_.size(); }
  size_t number_end() const { return slots_.size(); }  // all numbers are below

 private:
  using NumbersByKey = absl::node_hash_map<std::string, Number>;
  struct Slot {
    T value{};
    const std::string* key = nullptr;  // in numbers_; null when the slot is free
    uint64_t claimed = 0;              // the update of the last claim
    uint32_t repeats = 0;              // further claims of the same id in that update
  };

  static bool HasZero(std::string_view id) { return id.find('\0') != id.npos; }

  static std::string Doubled(std::string_view id) {
    const absl::string_view zero("\0", 1);
    return absl::StrReplaceAll(ToAbsl(id), {{zero, absl::string_view("\0\0", 2)}});
  }

  Claimed ClaimKey(std::string_view key) {
    const auto [entry, is_new] = numbers_.try_emplace(ToAbsl(key), 0);
    if (is_new) return {Occupy(entry), true};
    Slot& slot = slots_[entry->second];
    if (slot.claimed != update_) {
      slot.claimed = update_;
      slot.repeats = 0;
      return {entry->second, false};
    }
    return ClaimKey(absl::StrCat(ToAbsl(key), absl::string_view("\0", 1), ++slot.repeats));
  }

  Number Occupy(typename NumbersByKey::iterator entry) {
    if (free_.empty()) {
      free_.push_back(static_cast<Number>(slots_.size()));
      slots_.emplace_back();
    }
    const Number number = free_.back();
    free_.pop_back();
    slots_[number].key = &entry->first;
    slots_[number].claimed = update_;
    entry->second = number;
    return number;
  }

  NumbersByKey numbers_;
  std::vector<Slot> slots_;
  std::vector<Number> free_;
  std::vector<Number> freed_;  // in this update
  uint64_t update_ = 0;
};

}  // namespace signpost::mesos
