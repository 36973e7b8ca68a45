#include "base/log_limiter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::log {
namespace {

int LinesAtOnce(Level level) {
  return level == Level::kDebug ? kMaxDebugLinesPerKind : kMaxLinesPerKind;
}

std::chrono::seconds IntervalOf(Level level) {
  return level == Level::kDebug ? kDebugLineInterval : kLineInterval;
}

}  // namespace

std::optional<std::string> LogLimiter::Take(Kind kind, Level level, std::string_view text,
                                            Time now) {
  const auto [entry, is_new] = seen_.try_emplace(kind);
  Seen& seen = entry->second;
  if (is_new) {
    seen.lines = LinesAtOnce(level);
    seen.refilled = now;
  }
  const bool repeats = !is_new && text == seen.text && now - seen.written < kRepeatInterval;
  seen.level = level;
  seen.text = text;
  if (repeats || !MayWrite(&seen, now)) {
    ++seen.left_out;
    ++suppressed_;
    return std::nullopt;
  }
  if (seen.left_out > 0) ++seen.left_out;  // this one among them
  return Write(&seen, now);
}

std::vector<LogLimiter::Line> LogLimiter::Due(Time now) {
  std::vector<Line> lines;
  for (auto& [kind, seen] : seen_) {
    const bool is_due = seen.left_out > 0 && now - seen.written >= kRepeatInterval;
    if (is_due && MayWrite(&seen, now)) lines.push_back({seen.level, Write(&seen, now)});
  }
  return lines;
}

bool LogLimiter::MayWrite(Seen* seen, Time now) {
  const std::chrono::seconds interval = IntervalOf(seen->level);
  const auto intervals = (now - seen->refilled) / interval;
  if (intervals > 0) {
    const auto most = static_cast<int64_t>(LinesAtOnce(seen->level));
    seen->lines = static_cast<int>(std::min<int64_t>(most, seen->lines + intervals));
    seen->refilled += intervals * interval;
  }
  return seen->lines > 0;
}

std::string LogLimiter::Write(Seen* seen, Time now) {
  const auto since = std::chrono::duration_cast<std::chrono::seconds>(now - seen->written);
  const uint64_t times = std::exchange(seen->left_out, 0);
  --seen->lines;
  seen->written = now;
  if (times == 0) return seen->text;
  return absl::StrCat(seen->text, " (", times, times == 1 ? " time in " : " times in ",
                      since.count(), " s)");
}

}  // namespace signpost::log
