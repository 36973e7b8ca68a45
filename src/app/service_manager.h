#pragma once

// What a service manager (systemd) and the server tell each other: sd_listen_fds(3), sd_notify(3).
// Without one, nothing is handed over and whatever is said goes nowhere.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "base/handed_socket.h"

namespace signpost::app {

// The sockets handed over, which stay open as long as the process. Their names are those of
// FileDescriptorName= or of the socket unit. Fails on one that cannot be served: neither UDP nor
// listening TCP, or an IPv6 socket that takes IPv4 as well; the message names it. Once, before
// other threads are there.
absl::StatusOr<std::vector<HandedSocket>> TakeHandedSockets();

// A line for each of `handed` that the configuration does not listen on. Pure.
std::vector<std::string> UnusedSockets(const std::vector<HandedSocket>& handed,
                                       const Config& config);

// It reads its configuration again; NotifyReady() ends that.
void NotifyReloading();

// It serves; `status` is for people.
void NotifyReady(const std::string& status);

void NotifyStopping();

// It is alive, which it has to say within the interval of WatchdogInterval().
void NotifyAlive();

// Nothing when nobody watches. Any thread.
std::optional<std::chrono::microseconds> WatchdogInterval();

}  // namespace signpost::app
