#include "dns/worker_sockets.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

namespace signpost::dns {
namespace {

bool HasOwn(const std::vector<HandedSocket>& sockets) {
  return std::any_of(sockets.begin(), sockets.end(),
                     [](const HandedSocket& socket) { return socket.is_own; });
}

// One descriptor of each socket: workers of a server that was reloaded may share some.
std::vector<int> Distinct(const std::vector<int>& descriptors) {
  std::set<ino_t> seen;
  std::vector<int> distinct;
  for (const int descriptor : descriptors) {
    struct stat status {};
    const bool is_known = fstat(descriptor, &status) == 0;
    if (!is_known || seen.insert(status.st_ino).second) distinct.push_back(descriptor);
  }
  return distinct;
}

class Opener {
 public:
  Opener(const std::vector<HandedSocket>& handed, size_t worker_count)
      : handed_(handed), worker_count_(worker_count) {}

  absl::Status Open(Endpoint* endpoint, std::vector<WorkerSockets>* sockets) const {
    const auto udp = Distinct(DescriptorsOf(handed_, SocketKind::kUdp, *endpoint));
    const auto tcp = Distinct(DescriptorsOf(handed_, SocketKind::kTcp, *endpoint));
    if (absl::Status status = Take(udp, SocketKind::kUdp, sockets); !status.ok()) return status;
    if (absl::Status status = Take(tcp, SocketKind::kTcp, sockets); !status.ok()) return status;
    const SocketKinds missing{.udp = udp.empty(), .tcp = tcp.empty()};
    return missing.udp || missing.tcp ? OpenOwn(missing, endpoint, sockets) : absl::OkStatus();
  }

 private:
  absl::Status Take(const std::vector<int>& descriptors, SocketKind kind,
                    std::vector<WorkerSockets>* sockets) const {
    const bool is_shared = kind == SocketKind::kTcp || HasOwn(handed_);
    const size_t count = is_shared && !descriptors.empty()
                             ? std::max(descriptors.size(), worker_count_)
                             : descriptors.size();
    for (size_t i = 0; i < count; ++i) {
      auto socket = Adopt(descriptors[i % descriptors.size()], kind);
      if (!socket.ok()) return socket.status();
      SocketPair pair;
      (kind == SocketKind::kUdp ? pair.udp : pair.tcp) = *std::move(socket);
      sockets->push_back({i % worker_count_, std::move(pair)});
    }
    return absl::OkStatus();
  }

  absl::Status OpenOwn(SocketKinds kinds, Endpoint* endpoint,
                       std::vector<WorkerSockets>* sockets) const {
    if (!HasOwnOf(endpoint->port)) {
      if (absl::Status status = CheckFree(*endpoint, kinds); !status.ok()) return status;
    }
    for (size_t i = 0; i < worker_count_; ++i) {
      auto pair = OpenSockets(*endpoint, kinds);
      if (!pair.ok()) return pair.status();
      *endpoint = BoundEndpoint((kinds.udp ? pair->udp : pair->tcp).number());
      sockets->push_back({i, *std::move(pair)});
    }
    return absl::OkStatus();
  }

  // Who has the port is this process: another address of it may be had besides.
  bool HasOwnOf(uint16_t port) const {
    return std::any_of(handed_.begin(), handed_.end(), [&](const HandedSocket& socket) {
      return socket.is_own && socket.endpoint.port == port;
    });
  }

  const std::vector<HandedSocket>& handed_;
  const size_t worker_count_;
};

}  // namespace

absl::StatusOr<std::vector<WorkerSockets>> OpenWorkerSockets(
    std::vector<Endpoint>* listen, const std::vector<HandedSocket>& handed, size_t worker_count) {
  std::vector<WorkerSockets> sockets;
  const Opener opener(handed, worker_count);
  for (Endpoint& endpoint : *listen) {
    if (absl::Status status = opener.Open(&endpoint, &sockets); !status.ok()) return status;
  }
  return sockets;
}

}  // namespace signpost::dns
