#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/absl_text.h"

namespace signpost::log {
namespace {

spdlog::logger& Logger() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("signpost",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *logger;
}

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

void Write(Level level, std::string_view message) {
  Logger().log(ToSpdlog(level), spdlog::string_view_t(message.data(), message.size()));
}

// Length of the valid UTF-8 sequence (RFC 3629 §4) that `text` starts with, 0 if there is none.
size_t Utf8Sequence(std::string_view text) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const auto tail = [&](size_t i, uint8_t low = 0x80, uint8_t high = 0xbf) {
    return at(i) >= low && at(i) <= high;
  };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const uint8_t low = lead == 0xe0 ? 0xa0 : 0x80;
    const uint8_t high = lead == 0xed ? 0x9f : 0xbf;
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const uint8_t low = lead == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// C1 controls (U+0080..U+009F) steer terminals as C0 controls do.
bool IsControl(std::string_view sequence) {
  const auto lead = static_cast<uint8_t>(sequence[0]);
  if (sequence.size() == 1) return lead < 0x20 || lead == 0x7f || lead == '"' || lead == '\\';
  return lead == 0xc2 && static_cast<uint8_t>(sequence[1]) < 0xa0;
}

}  // namespace

void SetLevel(Level level) { Logger().set_level(ToSpdlog(level)); }

void Debug(std::string_view message) { Write(Level::kDebug, message); }
void Info(std::string_view message) { Write(Level::kInfo, message); }
void Warning(std::string_view message) { Write(Level::kWarning, message); }
void Error(std::string_view message) { Write(Level::kError, message); }

std::string Printable(std::string_view text, size_t size_max) {
  std::string out;
  while (!text.empty()) {
    const size_t size = Utf8Sequence(text);
    const std::string_view taken = text.substr(0, size == 0 ? 1 : size);
    std::string piece(taken);
    if (size == 0 || IsControl(taken)) {
      piece.clear();
      for (const char octet : taken) {
        absl::StrAppendFormat(&piece, "\\x%02x", static_cast<uint8_t>(octet));
      }
    }
    if (out.size() + piece.size() > size_max) return out + "...";
    out += piece;
    text.remove_prefix(taken.size());
  }
  return out;
}

void RepeatedMessage::Log(Level level, std::string_view message,
                          std::chrono::steady_clock::time_point now) {
  if (logged_ && now - last_ < interval_) {
    ++left_out_;
    return;
  }
  if (left_out_ == 0) {
    Write(level, message);
  } else {
    Write(level, absl::StrCat(ToAbsl(message), " (and ", left_out_, " more like it)"));
  }
  logged_ = true;
  last_ = now;
  left_out_ = 0;
}

}  // namespace signpost::log
