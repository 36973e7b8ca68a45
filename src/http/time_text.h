#pragma once

// Times as the API writes them.

#include <chrono>
#include <cstdint>
#include <string>

namespace signpost::http {

using SystemTime = std::chrono::system_clock::time_point;

int64_t UnixSeconds(SystemTime time);

// RFC 3339, in UTC: "2025-11-24T16:00:00Z".
std::string TimeText(SystemTime time);

// Whole seconds from `time` to `now`; 0 when it lies ahead.
int64_t AgeSeconds(SystemTime time, SystemTime now);

}  // namespace signpost::http
