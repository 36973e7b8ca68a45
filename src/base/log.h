#pragma once

// The log: lines on standard error, with level and time in UTC.
//
// Any thread may log; the hot path never does (it counts). Text that strangers chose goes through
// Printable() first. A message that may repeat goes through a RepeatedMessage.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::log {

enum class Level { kDebug, kInfo, kWarning, kError };

// Lines below `level` are left out. Default: kInfo.
void SetLevel(Level level);

void Debug(std::string_view message);
void Info(std::string_view message);
void Warning(std::string_view message);
void Error(std::string_view message);

// `text` with control characters, quotes, backslashes and invalid UTF-8 octets written as \xHH, cut
// to `size_max` octets with "..." at the end.
std::string Printable(std::string_view text, size_t size_max = 200);

// Limits one kind of message to one line an interval; what was left out is counted in the next
// line. Owned and used by one thread.
class RepeatedMessage {
 public:
  explicit RepeatedMessage(std::chrono::steady_clock::duration interval) : interval_(interval) {}

  // Logs `message` unless one was logged less than the interval before `now`.
  void Log(Level level, std::string_view message, std::chrono::steady_clock::time_point now);

 private:
  const std::chrono::steady_clock::duration interval_;
  std::chrono::steady_clock::time_point last_{};
  bool logged_ = false;
  uint64_t left_out_ = 0;
};

}  // namespace signpost::log
