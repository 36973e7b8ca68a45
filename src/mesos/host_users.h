#pragma once

// Which agents, or frameworks, are known by which host name. Private to this room; belongs to the
// poller's thread.

#include <cstdint>
#include <string>
#include <vector>

#include "mesos/number_chains.h"

namespace signpost::mesos {

class HostUsers {
 public:
  using Number = uint32_t;

  // `number` was known by `from` and is by `to`; empty: by none.
  void Move(Number number, const std::string& from, const std::string& to) {
    if (from == to) return;
    if (!from.empty()) numbers_.Remove(from, number);
    if (!to.empty()) numbers_.Add(to, number);
    ++version_;
  }

  std::vector<Number> Of(const std::string& host) const { return numbers_.Of(host); }

  // All of these names, each once.
  std::vector<std::string> Hosts() const { return numbers_.Keys(); }

  // Grows whenever Hosts() may have changed.
  uint64_t version() const { return version_; }

 private:
  NumberChains<std::string> numbers_;
  uint64_t version_ = 0;
};

}  // namespace signpost::mesos
