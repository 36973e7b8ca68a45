#include "http/time_text.h"

#include <algorithm>
#include <ctime>

namespace signpost::http {

int64_t UnixSeconds(SystemTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string TimeText(SystemTime time) {
  const std::time_t seconds = UnixSeconds(time);
  std::tm parts{};
  char text[32] = "";
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  const size_t size = std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text, size);
}

int64_t AgeSeconds(SystemTime time, SystemTime now) {
  return std::max<int64_t>(0, UnixSeconds(now) - UnixSeconds(time));
}

}  // namespace signpost::http
