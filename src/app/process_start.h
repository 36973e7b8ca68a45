#pragma once

// What tells a process from all that had or will have its number.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace signpost::app {

// When the process began, in clock ticks since the system did: field 22 of /proc/PID/stat
// (proc(5)). nullopt when there is none of that number here.
std::optional<uint64_t> ProcessStart(pid_t pid);

// The same of the file's text. Pure.
std::optional<uint64_t> ProcessStartIn(std::string_view stat);

}  // namespace signpost::app
