#include "app/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

#include "dns/limits.h"
#include "forward/limits.h"
#include "http/limits.h"

namespace signpost::app {
namespace {

// Of log, files, masters, ZooKeeper, lookups, HTTP's own listeners and threads.
constexpr size_t kOwnDescriptors = 32;

// Of each worker's event loop and of its relay's.
constexpr size_t kDescriptorsPerWorker = 4;

// Each listen address has one for UDP and one for TCP.
constexpr size_t kDescriptorsPerListener = 2;

}  // namespace

size_t RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return raised.rlim_cur;
  return limit.rlim_cur;
}

DescriptorShares ShareDescriptors(size_t limit, size_t worker_count, size_t listener_count) {
  const size_t own = kOwnDescriptors + worker_count * (kDescriptorsPerWorker +
                                                       listener_count * kDescriptorsPerListener);
  const size_t rest = limit > own ? limit - own : 0;
  return {.dns_sessions = std::clamp<size_t>(rest / 2, 1, dns::kMaxTcpSessions),
          .http_sessions = std::clamp<size_t>(rest / 4, 1, http::kMaxSessions),
          .upstream_sockets = std::clamp<size_t>(rest / 4, 1, forward::kMaxUpstreamSockets)};
}

}  // namespace signpost::app
