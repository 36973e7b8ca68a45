#include "app/reload_command.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "app/asked_server.h"
#include "app/file_text.h"
#include "app/json_fields.h"
#include "app/process_start.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

using Clock = std::chrono::steady_clock;

// A server that builds a large table anew takes some seconds.
constexpr std::chrono::seconds kReloadTimeout{60};
constexpr std::chrono::milliseconds kLookPause{50};

// Of a process's name.
constexpr size_t kMaxNameSize = 64;

bool IsThisProgram(pid_t pid) {
  const auto name = ReadFileText(absl::StrCat("/proc/", pid, "/comm"), kMaxNameSize);
  return name.ok() && (*name == "signpost\n" || *name == "mesos-dns\n");
}

bool IsTheOne(pid_t pid, int64_t start) {
  return IsThisProgram(pid) && ProcessStart(pid) == static_cast<uint64_t>(start);
}

// Closed with its owner.
class ProcessHandle {
 public:
  explicit ProcessHandle(pid_t pid) : number_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
  ~ProcessHandle() {
    if (number_ >= 0) close(number_);
  }
  ProcessHandle(const ProcessHandle&) = delete;
  ProcessHandle& operator=(const ProcessHandle&) = delete;

  bool is_open() const { return number_ >= 0; }
  bool Signal(int signal) const {
    return syscall(SYS_pidfd_send_signal, number_, signal, nullptr, 0) == 0;
  }

 private:
  const int number_;
};

std::string SystemReason() { return std::generic_category().message(errno); }

// Opened first, so that what is checked is what gets the signal.
absl::Status SendHangUp(const JsonValue& board) {
  const auto pid = static_cast<pid_t>(Count(board, "pid"));
  const int64_t start = Count(board, "pid_start");
  if (pid <= 0 || start <= 0) return absl::NotFoundError("it does not say which process it is");
  const ProcessHandle process(pid);
  if (!process.is_open()) {
    return absl::NotFoundError(absl::StrCat("its process ", pid, ": ", SystemReason()));
  }
  if (!IsTheOne(pid, start)) {
    return absl::NotFoundError(
        absl::StrCat("it is process ", pid, " of another machine or container: send SIGHUP there"));
  }
  if (process.Signal(SIGHUP)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("process ", pid, " cannot be signalled: ", SystemReason()));
}

absl::StatusOr<JsonValue> AskBoard(const HostPort& server, Clock::time_point deadline) {
  absl::StatusOr<JsonReply> reply = AskServer(server, "/v1/status", deadline);
  if (!reply.ok()) return reply.status();
  const JsonValue& board = Member(reply->json, "board");
  if (board.is(JsonValue::Kind::kObject)) return board;
  return absl::NotFoundError(absl::StrCat("it is no Signpost: it answered status ", reply->status));
}

int64_t ReloadsOf(const JsonValue& board) {
  return Count(board, "reload_count") + Count(board, "reload_refused_count");
}

// The server may listen elsewhere meanwhile: each time it is looked up anew.
absl::StatusOr<JsonValue> WaitForReload(const std::string& server, const std::string& config_file,
                                        int64_t before) {
  const auto deadline = Clock::now() + kReloadTimeout;
  absl::Status last = absl::DeadlineExceededError("it has not read its file in time");
  while (Clock::now() < deadline) {
    std::this_thread::sleep_for(kLookPause);
    const absl::StatusOr<HostPort> at = ServerToAsk(server, config_file);
    if (!at.ok()) return at.status();
    absl::StatusOr<JsonValue> board = AskBoard(*at, deadline);
    if (board.ok() && ReloadsOf(*board) != before) return board;
    if (!board.ok()) last = board.status();
  }
  return last;
}

int Fail(const std::string& whom, const absl::Status& status) {
  log::Error(absl::StrCat(whom, status.message()));
  return kUnreachableExitStatus;
}

}  // namespace

std::string ReloadText(const JsonValue& board) {
  const std::string fault = Field(board, "reload_fault");
  if (!fault.empty()) return absl::StrCat("refused   ", fault, "\n");
  const std::string changed = Field(board, "reload_changed");
  const std::string waiting = Field(board, "reload_needs_restart");
  std::string text = absl::StrCat("changed   ", changed.empty() ? "nothing" : changed, "\n");
  if (!waiting.empty()) absl::StrAppend(&text, "restart   needed for ", waiting, "\n");
  return text;
}

int RunReload(const std::string& server, const std::string& config_file) {
  const absl::StatusOr<HostPort> at = ServerToAsk(server, config_file);
  if (!at.ok()) return Fail("", at.status());
  const std::string whom = absl::StrCat(ServerText(*at), ": ");
  const auto before = AskBoard(*at, Clock::now() + kAskTimeout);
  if (!before.ok()) {
    log::Info(
        "where the file has moved HTTP, --server HOST:PORT says where the server listens yet");
    return Fail(whom, before.status());
  }
  const absl::Status sent = SendHangUp(*before);
  if (!sent.ok()) return Fail(whom, sent);
  const auto after = WaitForReload(server, config_file, ReloadsOf(*before));
  if (!after.ok()) return Fail(whom, after.status());
  std::fputs(ReloadText(*after).c_str(), stdout);
  std::fflush(stdout);
  return Field(*after, "reload_fault").empty() ? 0 : 1;
}

}  // namespace signpost::app
