#pragma once

// How large a master's answer may be, by the sizes of the good ones so far.
//
// A master announces how long its answer is (Content-Length, Mesos 0.2x to 1.12). What is in its
// place and does not, or sends a gzip bomb, could fill the memory before its text is seen to be no
// state. So an answer that nobody has announced may be twice as large as the largest good one and
// no more; one that is packed also kUnpackRatioMax times as large as it comes. Since a cluster may
// grow that fast while nobody looks, refusals that go on double the bound once a minute.
//
// Private to this room; owned by the poller's thread.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace signpost::poller {

inline constexpr uint64_t kAllowanceMin = 4 << 20;

// States are packed to a twelfth, or a thirtieth of many equal tasks; a bomb to a thousandth.
inline constexpr uint64_t kUnpackRatioMax = 32;

inline constexpr std::chrono::minutes kAllowanceGrowth{1};

class BodyAllowance {
 public:
  using Clock = std::chrono::steady_clock;

  // `size_max` bounds all answers, whatever is announced.
  explicit BodyAllowance(uint64_t size_max) : size_max_(size_max) {}

  // For the text of an answer that announced `size` octets, packed or not.
  uint64_t For(std::optional<uint64_t> size, bool is_packed) const {
    if (largest_ == 0 || (size && !is_packed)) return size_max_;
    const uint64_t by_length = std::min(size.value_or(0), size_max_) * kUnpackRatioMax;
    return std::min(size_max_, std::max(unannounced_, by_length));
  }

  // A state was read from a text of `size` octets.
  void Good(uint64_t size) {
    largest_ = std::max({largest_, size, uint64_t{1}});
    unannounced_ = std::max(kAllowanceMin, 2 * largest_);
    refused_since_.reset();
  }

  // A text was larger than allowed.
  void Refused(Clock::time_point now) {
    if (!refused_since_) refused_since_ = now;
    if (now - *refused_since_ < kAllowanceGrowth) return;
    refused_since_ = now;
    unannounced_ = std::min(size_max_, 2 * unannounced_);
  }

 private:
  const uint64_t size_max_;
  uint64_t largest_ = 0;  // 0: none was good yet
  uint64_t unannounced_ = 0;
  std::optional<Clock::time_point> refused_since_;  // or since the bound grew
};

}  // namespace signpost::poller
