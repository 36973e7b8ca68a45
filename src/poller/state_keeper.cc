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
  return fsync(file) == 0;
}

bool WriteFile(const std::string& path, std::string_view octets) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file < 0) return false;
  const bool is_written = WriteAll(file, octets);
  const int error = errno;
  close(file);
  errno = error;
  return is_written;
}

}  // namespace

StateKeeper::StateKeeper(const std::string& directory)
    : file_(directory.empty() ? "" : directory + kFileName) {}

bool StateKeeper::Write(std::string_view document, Clock::time_point now) {
  if (file_.empty() || (kept_at_ && now - *kept_at_ < kKeepInterval)) return true;
  kept_at_ = now;
  is_aside_ = WriteFile(file_ + kAside, document);
  if (!is_aside_) Complain();
  return is_aside_;
}

void StateKeeper::Settle(bool is_held) {
  if (!std::exchange(is_aside_, false)) return;
  if (is_held) {
    unlink((file_ + kAside).c_str());
  } else if (rename((file_ + kAside).c_str(), file_.c_str()) == 0) {
    has_complained_ = false;
  } else {
    Complain();
  }
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
