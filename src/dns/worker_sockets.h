#pragma once

// Which sockets the workers of a server have: those that were handed over, or own ones. Private to
// this room.

#include <vector>

#include "absl/status/statusor.h"
#include "base/handed_socket.h"
#include "dns/sockets.h"

namespace signpost::dns {

struct WorkerSockets {
  size_t worker;  // index
  SocketPair sockets;
};

// Sockets for `worker_count` workers on each of `listen`, in which port 0 becomes the port that the
// system chose. Of a kind of which `handed` has some for an endpoint, those are taken as
// DnsServerOptions::handed says; else every worker gets one of its own. Fails with the address and
// the system's reason.
absl::StatusOr<std::vector<WorkerSockets>> OpenWorkerSockets(
    std::vector<Endpoint>* listen, const std::vector<HandedSocket>& handed, size_t worker_count);

}  // namespace signpost::dns
