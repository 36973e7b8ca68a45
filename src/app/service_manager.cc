#include "app/service_manager.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "base/system_address.h"

namespace signpost::app {
namespace {

int OptionOf(int socket, int level, int option) {
  int value = 0;
  socklen_t size = sizeof(value);
  return getsockopt(socket, level, option, &value, &size) == 0 ? value : 0;
}

// What a socket of the internet is bound to; nothing for another socket.
std::optional<Endpoint> BoundTo(int socket) {
  SystemAddress address;
  if (getsockname(socket, address.get(), &address.size) != 0) return std::nullopt;
  return EndpointOf(address.get());
}

std::string TextOf(const HandedSocket& socket) {
  return absl::StrCat("socket ", log::Printable(socket.name), " (",
                      socket.kind == SocketKind::kUdp ? "UDP " : "TCP ", socket.endpoint.ToString(),
                      ")");
}

absl::StatusOr<HandedSocket> Identify(int descriptor, const std::string& name) {
  const auto fault = [](const auto&... parts) {
    return absl::InvalidArgumentError(absl::StrCat("handed over: ", parts...));
  };
  HandedSocket socket{.descriptor = descriptor, .name = name};
  const int type = OptionOf(descriptor, SOL_SOCKET, SO_TYPE);
  const bool listens = OptionOf(descriptor, SOL_SOCKET, SO_ACCEPTCONN) != 0;
  const auto endpoint = BoundTo(descriptor);
  if (!endpoint || !(type == SOCK_DGRAM || (type == SOCK_STREAM && listens))) {
    return fault(log::Printable(name), " (descriptor ", descriptor,
                 ") is neither a UDP socket nor a listening TCP socket");
  }
  socket.kind = type == SOCK_DGRAM ? SocketKind::kUdp : SocketKind::kTcp;
  socket.endpoint = *endpoint;
  if (!endpoint->address.is_v4() && OptionOf(descriptor, IPPROTO_IPV6, IPV6_V6ONLY) == 0) {
    return fault(TextOf(socket),
                 " takes IPv4 as well: set BindIPv6Only=ipv6-only in its unit, and list an IPv4 "
                 "address beside it");
  }
  return socket;
}

bool Listens(const OneOrMore& listener, int64_t port, const Endpoint& endpoint) {
  return std::ranges::count(EndpointsOf(listener, port), endpoint) > 0;
}

bool IsUsed(const HandedSocket& socket, const Config& config) {
  if (config.dns_on && Listens(config.listener, config.port, socket.endpoint)) return true;
  return config.http_on && socket.kind == SocketKind::kTcp &&
         Listens(config.http_listener, config.http_port, socket.endpoint);
}

void Notify(const std::string& message) { sd_notify(0, message.c_str()); }

}  // namespace

absl::StatusOr<std::vector<HandedSocket>> TakeHandedSockets() {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(/*unset_environment=*/1, &names);
  if (count < 0) {
    return absl::InvalidArgumentError(absl::StrCat("LISTEN_FDS: no sockets can be taken over: ",
                                                   std::generic_category().message(-count)));
  }
  std::vector<HandedSocket> sockets;
  absl::Status status;
  for (int i = 0; i < count; ++i) {
    auto socket = Identify(SD_LISTEN_FDS_START + i, names[i]);
    status.Update(socket.status());
    if (socket.ok()) sockets.push_back(*std::move(socket));
    std::free(names[i]);
  }
  std::free(names);
  if (!status.ok()) return status;
  return sockets;
}

std::vector<std::string> UnusedSockets(const std::vector<HandedSocket>& handed,
                                       const Config& config) {
  std::vector<std::string> lines;
  for (const HandedSocket& socket : handed) {
    if (IsUsed(socket, config)) continue;
    lines.push_back(absl::StrCat(TextOf(socket),
                                 " was handed over, but the configuration does not listen there"));
  }
  return lines;
}

void NotifyReady(const std::string& status) { Notify(absl::StrCat("READY=1\nSTATUS=", status)); }

void NotifyReloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t now_us = int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
  Notify(absl::StrCat("RELOADING=1\nMONOTONIC_USEC=", now_us));
}

void NotifyStopping() { Notify("STOPPING=1"); }

void NotifyAlive() { Notify("WATCHDOG=1"); }

std::optional<std::chrono::microseconds> WatchdogInterval() {
  uint64_t interval_us = 0;
  if (sd_watchdog_enabled(0, &interval_us) <= 0) return std::nullopt;
  return std::chrono::microseconds(interval_us);
}

}  // namespace signpost::app
