#include "poller/state_keeper.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "poller/file_source.h"

namespace signpost::poller {
namespace {

constexpr char kFileName[] = "/last-state.json";
constexpr char kAside[] = ".new";
constexpr mode_t kMode = 0600;  // names of tasks are nobody else's business

bool WriteAll(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = write(file, octets.data(), octets.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) octets.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

StateKeeper::StateKeeper(const std::string& directory)
    : file_(directory.empty() ? "" : directory + kFileName) {}

StateKeeper::~StateKeeper() { Close(); }

void StateKeeper::Begin(Clock::time_point now) {
  Close();
  is_aside_ = false;
  is_due_ = IsDue(now);
  if (!is_due_) return;
  const std::string path = file_ + kAside;
  aside_ = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (aside_ < 0) Complain();
}

void StateKeeper::Add(std::string_view text) {
  if (aside_ < 0 || WriteAll(aside_, text)) return;
  Complain();
  Close();
}

bool StateKeeper::End(Clock::time_point now) {
  is_last_kept_ = false;
  if (!std::exchange(is_due_, false)) return true;
  kept_at_ = now;
  is_aside_ = aside_ >= 0 && fsync(aside_) == 0;
  if (aside_ >= 0 && !is_aside_) Complain();
  Close();
  return is_aside_;
}

void StateKeeper::Drop() {
  if (!std::exchange(is_due_, false)) return;
  Close();
  unlink((file_ + kAside).c_str());
}

void StateKeeper::Settle(bool is_held) {
  if (!std::exchange(is_aside_, false)) return;
  if (is_held) {
    unlink((file_ + kAside).c_str());
  } else if (rename((file_ + kAside).c_str(), file_.c_str()) == 0) {
    has_complained_ = false;
    is_last_kept_ = true;
  } else {
    Complain();
  }
}

bool StateKeeper::MayRepeat(Clock::time_point now) const { return is_last_kept_ || !IsDue(now); }

void StateKeeper::Repeat(Clock::time_point now) {
  if (!IsDue(now)) return;
  kept_at_ = now;
  is_last_kept_ = utimensat(AT_FDCWD, file_.c_str(), nullptr, 0) == 0;
  if (!is_last_kept_) Complain();
}

bool StateKeeper::IsDue(Clock::time_point now) const {
  return !file_.empty() && (!kept_at_ || now - *kept_at_ >= kKeepInterval);
}

void StateKeeper::Close() {
  if (aside_ >= 0) close(std::exchange(aside_, -1));
}

void StateKeeper::Complain() {
  if (std::exchange(has_complained_, true)) return;
  log::Warning(absl::StrCat("the last state cannot be kept: ", log::Printable(file_), ": ",
                            std::generic_category().message(errno)));
}

std::optional<Outcome<StateKeeper::Kept>> StateKeeper::Read(uint64_t size_max) const {
  struct stat info {};
  if (file_.empty() || stat(file_.c_str(), &info) != 0) return std::nullopt;
  auto read = ReadStateFile(file_, size_max);
  if (!read.ok()) return Outcome<Kept>(read.failure());
  return Outcome<Kept>(Kept{.state = std::move(read.value()),
                            .written_at = std::chrono::system_clock::from_time_t(info.st_mtime)});
}

}  // namespace signpost::poller
