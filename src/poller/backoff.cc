#include "poller/backoff.h"

#include <algorithm>

namespace signpost::poller {

std::chrono::milliseconds Backoff::Next() {
  const auto whole = whole_.count();
  whole_ = std::min(limits_.last, whole_ * 2);
  return std::chrono::milliseconds(
      std::uniform_int_distribution<decltype(whole)>(whole - whole / 2, whole)(random_));
}

}  // namespace signpost::poller
