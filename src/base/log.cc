#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/absl_text.h"

namespace signpost::log {
namespace {

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// sd-daemon(3): the priorities of syslog.
std::string_view JournalPriority(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return "<3>";
  if (level == spdlog::level::warn) return "<4>";
  return level == spdlog::level::debug ? "<7>" : "<6>";
}

class TimeText {
 public:
  std::string Of(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t text;
    formatter_.format(message, text);
    return {text.data(), text.size()};
  }

 private:
  spdlog::pattern_formatter formatter_{"%Y-%m-%dT%H:%M:%S.%eZ", spdlog::pattern_time_type::utc, ""};
};

class LineFormatter : public spdlog::formatter {
 public:
  LineFormatter(Format format, bool to_journal) : format_(format), to_journal_(to_journal) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const auto name = spdlog::level::to_string_view(message.level);
    const std::string level(name.data(), name.size());
    const std::string text = OneLine({message.payload.data(), message.payload.size()});
    const std::string time = to_journal_ ? "" : time_.Of(message);
    std::string line(to_journal_ ? JournalPriority(message.level) : "");
    if (format_ == Format::kJson) {
      absl::StrAppend(&line, "{", time.empty() ? "" : absl::StrCat("\"time\":\"", time, "\","),
                      "\"level\":\"", level, "\",\"message\":\"",
                      absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"}\n");
    } else {
      absl::StrAppend(&line, time.empty() ? "" : absl::StrCat(time, " ", level, " "), text, "\n");
    }
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(format_, to_journal_);
  }

 private:
  const Format format_;
  const bool to_journal_;
  TimeText time_;
};

spdlog::logger& Logger() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("signpost",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_formatter(std::make_unique<LineFormatter>(Format::kText, IsJournal()));
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *logger;
}

struct Limits {
  std::mutex mutex;
  LogLimiter limiter;                           // guarded by mutex
  std::atomic<LogLimiter::Time (*)()> clock{};  // null: the steady one

  LogLimiter::Time Now() const {
    const auto clock_for_test = clock.load(std::memory_order_relaxed);
    return clock_for_test != nullptr ? clock_for_test() : std::chrono::steady_clock::now();
  }
};

Limits& TheLimits() {
  static Limits limits;
  return limits;
}

void Write(Level level, std::string_view message, Where where) {
  if (!Logger().should_log(ToSpdlog(level))) return;
  Limits& limits = TheLimits();
  const std::lock_guard lock(limits.mutex);
  const auto line = limits.limiter.Take(where, level, message, limits.Now());
  if (line) Always(level, *line);
}

}  // namespace

void SetLevel(Level level) { Logger().set_level(ToSpdlog(level)); }

void SetFormat(Format format, bool to_journal) {
  Logger().set_formatter(std::make_unique<LineFormatter>(format, to_journal));
}

bool IsJournal() {
  const char* const stream = secure_getenv("JOURNAL_STREAM");
  struct stat info {};
  if (stream == nullptr || fstat(STDERR_FILENO, &info) != 0) return false;
  return absl::StrCat(info.st_dev, ":", info.st_ino) == stream;
}

void Debug(std::string_view message, Where where) { Write(Level::kDebug, message, where); }
void Info(std::string_view message, Where where) { Write(Level::kInfo, message, where); }
void Warning(std::string_view message, Where where) { Write(Level::kWarning, message, where); }
void Error(std::string_view message, Where where) { Write(Level::kError, message, where); }

void Always(Level level, std::string_view message) {
  Logger().log(ToSpdlog(level), spdlog::string_view_t(message.data(), message.size()));
}

void TellRepeated() {
  Limits& limits = TheLimits();
  const std::lock_guard lock(limits.mutex);
  for (const LogLimiter::Line& line : limits.limiter.Due(limits.Now())) {
    Always(line.level, line.text);
  }
}

uint64_t SuppressedCount() {
  Limits& limits = TheLimits();
  const std::lock_guard lock(limits.mutex);
  return limits.limiter.suppressed();
}

void SetClockForTest(LogLimiter::Time (*clock)()) {
  Limits& limits = TheLimits();
  const std::lock_guard lock(limits.mutex);
  limits.clock = clock;
  limits.limiter = {};
}

void RepeatedMessage::Log(Level level, std::string_view message,
                          std::chrono::steady_clock::time_point now, Where where) {
  if (logged_ && now - last_ < interval_) {
    ++left_out_;
    return;
  }
  if (left_out_ == 0) {
    Write(level, message, where);
  } else {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(now - last_);
    Write(level,
          absl::StrCat(ToAbsl(message), " (", left_out_ + 1, " times in ", since.count(), " s)"),
          where);
  }
  logged_ = true;
  last_ = now;
  left_out_ = 0;
}

}  // namespace signpost::log
