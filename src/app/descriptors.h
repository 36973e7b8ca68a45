#pragma once

// File descriptors: how many this process may have, and which part of them clients may take.

#include <cstddef>

namespace signpost::app {

// What connections of clients, and what we ask others for them, may take.
struct DescriptorShares {
  size_t dns_sessions;
  size_t http_sessions;
  size_t upstream_sockets;
};

// Raises the process's limit as far as it may by itself (RLIMIT_NOFILE, to its hard limit). Returns
// what the limit is then. At start-up.
size_t RaiseDescriptorLimit();

// Of `limit` descriptors, those which the sockets of `worker_count` workers on `listener_count`
// addresses and the rest of the program leave over: half for TCP clients, a quarter for HTTP
// clients, a quarter for queries that are passed on; never more than the parts' own limits, and at
// least one. Pure.
DescriptorShares ShareDescriptors(size_t limit, size_t worker_count, size_t listener_count);

}  // namespace signpost::app
