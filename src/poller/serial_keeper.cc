#include "poller/serial_keeper.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace signpost::poller {
namespace {

constexpr char kFileName[] = "/last-serial";
constexpr char kAside[] = ".new";
constexpr mode_t kMode = 0600;

std::string Reason() { return std::generic_category().message(errno); }

}  // namespace

SerialKeeper::SerialKeeper(const std::string& directory)
    : file_(directory.empty() ? "" : directory + kFileName) {}

uint32_t SerialKeeper::Read() const {
  if (file_.empty()) return 0;
  const int file = open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno != ENOENT) {
      log::Warning(
          absl::StrCat("the last serial cannot be read: ", log::Printable(file_), ": ", Reason()));
    }
    return 0;
  }
  std::array<char, 16> text{};
  const ssize_t size = read(file, text.data(), text.size());
  close(file);
  uint32_t serial = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + std::max<ssize_t>(size, 0), serial);
  if (error == std::errc() && *end == '\n') return serial;
  log::Warning(absl::StrCat("the last serial cannot be read: ", log::Printable(file_),
                            ": it holds something else"));
  return 0;
}

void SerialKeeper::Keep(uint32_t serial) {
  // RFC 1982.
  if (file_.empty() || (kept_ != 0 && static_cast<int32_t>(kept_ - serial) >= 0)) return;
  const uint32_t ahead = serial + kSerialsAhead;
  if (Write(ahead)) {
    kept_ = ahead;
    has_complained_ = false;
  } else if (!std::exchange(has_complained_, true)) {
    log::Warning(
        absl::StrCat("the last serial cannot be kept: ", log::Printable(file_), ": ", Reason()));
  }
}

bool SerialKeeper::Write(uint32_t serial) const {
  const std::string aside = file_ + kAside;
  const int file = open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file < 0) return false;
  const std::string text = absl::StrCat(serial, "\n");
  const bool is_written =
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      fdatasync(file) == 0;
  close(file);
  return is_written && rename(aside.c_str(), file_.c_str()) == 0;
}

}  // namespace signpost::poller
