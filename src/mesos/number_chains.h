#pragma once

// Lists of numbers under keys, each number in one list at most: which tasks an agent or a framework
// has. Private to this room.
//
// Adding and taking out cost one lookup of the key. Numbers should be small: there are links for
// all up to the greatest.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"

namespace signpost::mesos {

template <typename Key>
class NumberChains {
 public:
  using Number = uint32_t;

  // `number` is in no list.
  void Add(const auto& key, Number number) {
    if (number >= links_.size()) links_.resize(number + 1);
    const auto [entry, is_new] = first_.try_emplace(key, number);
    const Number next = is_new ? kNone : entry->second;
    if (next != kNone) links_[next].previous = number;
    links_[number] = {.previous = kNone, .next = next};
    entry->second = number;
  }

  // `number` is in the list of `key`.
  void Remove(const auto& key, Number number) {
    const Links links = links_[number];
    if (links.next != kNone) links_[links.next].previous = links.previous;
    if (links.previous != kNone) {
      links_[links.previous].next = links.next;
      return;
    }
    const auto entry = first_.find(key);
    SIGNPOST_CHECK(entry != first_.end() && entry->second == number);
    if (links.next == kNone) {
      first_.erase(entry);
    } else {
      entry->second = links.next;
    }
  }

  // The numbers under `key`, in rising order.
  std::vector<Number> Of(const auto& key) const {
    std::vector<Number> numbers;
    const auto entry = first_.find(key);
    if (entry == first_.end()) return numbers;
    for (Number number = entry->second; number != kNone; number = links_[number].next) {
      numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  // Those with a number, sorted.
  std::vector<Key> Keys() const {
    std::vector<Key> keys;
    keys.reserve(first_.size());
    for (const auto& [key, number] : first_) keys.push_back(key);
    std::sort(keys.begin(), keys.end());
    return keys;
  }

 private:
  static constexpr Number kNone = std::numeric_limits<Number>::max();

  struct Links {
    Number previous = kNone;
    Number next = kNone;
  };

  absl::flat_hash_map<Key, Number> first_;
  std::vector<Links> links_;
};

}  // namespace signpost::mesos
