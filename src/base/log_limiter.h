#pragma once

// How often the log may say the same thing. Pure: the caller brings the time.
//
// A kind of message is one place in the source. Equal texts of a kind are written once and then
// counted; and whatever the texts, a kind has its number of lines at once and then one an interval.
// What is not written is counted, and said with the next line of its kind:
//
//   no new state: 10.0.0.1:5050: connection refused (37 times in 60 s)
//
// Not for several threads at once.

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::log {

enum class Level { kDebug, kInfo, kWarning, kError };

// Lines of one kind at once, and the time after which there is one more. Debug lines are what
// somebody asked for, who wants them.
inline constexpr int kMaxLinesPerKind = 10;
inline constexpr std::chrono::seconds kLineInterval{300};
inline constexpr int kMaxDebugLinesPerKind = 600;
inline constexpr std::chrono::seconds kDebugLineInterval{1};

// Equal texts of one kind are counted for so long.
inline constexpr std::chrono::seconds kRepeatInterval{60};

class LogLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A place in the source; `file` is the compiler's and lives as long as the program.
  // (clang 14 has no std::source_location.)
  struct Kind {
    const char* file;
    uint32_t line;
    auto operator<=>(const Kind&) const = default;

    // As a default argument: the place of the call.
    static constexpr Kind Here(const char* file = __builtin_FILE(),
                               uint32_t line = __builtin_LINE()) {
      return {file, line};
    }
  };

  struct Line {
    Level level;
    std::string text;
  };

  // What to write for `text` at `now`; nullopt: nothing, it is counted.
  std::optional<std::string> Take(Kind kind, Level level, std::string_view text, Time now);

  // The lines about what was counted and not said until `now`. To be called now and then: kinds
  // that have fallen silent are told of here.
  std::vector<Line> Due(Time now);

  // Messages that were not written.
  uint64_t suppressed() const { return suppressed_; }

 private:
  struct Seen {
    Level level = Level::kInfo;
    std::string text;       // the last one, written or not
    int lines = 0;          // that may be written at once
    Time refilled{};        // when `lines` was counted last
    Time written{};         // when the last line was
    uint64_t left_out = 0;  // since then
  };

  static bool MayWrite(Seen* seen, Time now);
  static std::string Write(Seen* seen, Time now);

  std::map<Kind, Seen> seen_;
  uint64_t suppressed_ = 0;
};

}  // namespace signpost::log
