#pragma once

// The log: lines on standard error, as text or JSON.
//
//   2026-11-24T22:03:52.500Z warning no new state: ...           text; the time is UTC
//   {"time":"2026-11-24T22:03:52.500Z","level":"warning","message":"no new state: ..."}
//   <4>no new state: ...                                         text, to systemd's journal
//   <4>{"level":"warning","message":"no new state: ..."}         JSON, to systemd's journal
//
// Any thread may log; the hot path never does (it counts). Text that strangers chose goes through
// Printable() first. How often one place in the source may speak is bounded (log_limiter.h). A
// message whose text changes while it means the same goes through a RepeatedMessage.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/log_limiter.h"
#include "base/printable.h"

namespace signpost::log {

enum class Format { kText, kJson };

// Lines below `level` are left out. Default: kInfo.
void SetLevel(Level level);

// Default: kText, and to the journal when IsJournal().
void SetFormat(Format format, bool to_journal);

// Is standard error the journal's socket? systemd says so in JOURNAL_STREAM (systemd.exec(5)),
// which is compared, since it stands also in the environment of children whose output goes
// elsewhere.
bool IsJournal();

using Where = LogLimiter::Kind;

// `where` is the message's kind; nobody passes it but for a message of another place.
void Debug(std::string_view message, Where where = Where::Here());
void Info(std::string_view message, Where where = Where::Here());
void Warning(std::string_view message, Where where = Where::Here());
void Error(std::string_view message, Where where = Where::Here());

// Written whatever was said before: parts of a list that is given once, and bounded by itself.
void Always(Level level, std::string_view message);

// Writes what has been counted for kRepeatInterval and not been said. To be called every few
// seconds.
void TellRepeated();

// Messages that were counted in place of being written.
uint64_t SuppressedCount();

// A clock for tests in place of the steady one; null: the steady one, and all is forgotten that was
// said. Not while another thread logs.
void SetClockForTest(LogLimiter::Time (*clock)());

// Limits one kind of message to one line an interval; what was left out is counted in the next
// line. Owned and used by one thread.
class RepeatedMessage {
 public:
  explicit RepeatedMessage(std::chrono::steady_clock::duration interval) : interval_(interval) {}

  // Logs `message` unless one was logged less than the interval before `now`.
  void Log(Level level, std::string_view message, std::chrono::steady_clock::time_point now,
           Where where = Where::Here());

 private:
  const std::chrono::steady_clock::duration interval_;
  std::chrono::steady_clock::time_point last_{};
  bool logged_ = false;
  uint64_t left_out_ = 0;
};

}  // namespace signpost::log
