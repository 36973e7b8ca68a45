#pragma once

// Opens the sockets that DNS is served on. Private to this room.

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/endpoint.h"
#include "base/handed_socket.h"

namespace signpost::dns {

// A file descriptor that is closed with its owner, which leaves errno alone: why a socket is given
// up can be said after it is closed. -1: none.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  int number() const { return number_; }
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// The sockets of one worker on one endpoint.
struct SocketPair {
  FileDescriptor udp;
  FileDescriptor tcp;  // listening
};

struct SocketKinds {
  bool udp = true;
  bool tcp = true;
};

// Fails when `endpoint` is taken by somebody else: SO_REUSEPORT alone would let two servers share
// it unnoticed. Port 0 is always free.
absl::Status CheckFree(const Endpoint& endpoint, SocketKinds kinds = {});

// Binds sockets of these kinds with SO_REUSEPORT, non-blocking. With port 0 the system chooses one
// port for both. The message names the endpoint and the system's reason.
absl::StatusOr<SocketPair> OpenSockets(const Endpoint& endpoint, SocketKinds kinds = {});

// A duplicate of a socket that was handed over, with the options of our own ones. Fails when the
// process has no file descriptor left.
absl::StatusOr<FileDescriptor> Adopt(int descriptor, SocketKind kind);

// The address a socket is bound to.
Endpoint BoundEndpoint(int socket);

// The address of a connected socket's other end; nullopt when it has gone.
std::optional<IpAddress> PeerAddress(int socket);

}  // namespace signpost::dns
