#pragma once

// Counters that one thread adds to and any thread reads.
//
// A `Counter` is a relaxed 64-bit number with a single writer: adding costs a load and a store, no
// lock prefix. Put the counters of one thread into one struct and align it to a cache line
// (`alignas(kCacheLine)`), so that no two threads write to the same line. Where several threads
// add to one number, use `SharedCounter`.

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace signpost {

inline constexpr size_t kCacheLine = 64;

class Counter {
 public:
  void Add(uint64_t amount = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

class SharedCounter {
 public:
  void Add(uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

}  // namespace signpost
