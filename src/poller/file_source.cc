#include "poller/file_source.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "mesos/state_parser.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE;
constexpr size_t kStepSize = 64 << 10;

std::string ErrorText(int error) { return std::generic_category().message(error); }

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

class File {
 public:
  // Does not wait for the other end, should it be a pipe.
  explicit File(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

// Reads to the end of the file, or until there are more than `size_max` octets. Returns errno, or
// 0.
int ReadToEnd(int descriptor, size_t size_max, mesos::StateReader* reader) {
  std::string piece(kStepSize, '\0');
  while (reader->size() <= size_max) {
    const ssize_t count = read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;
    reader->Add(std::string_view(piece).substr(0, static_cast<size_t>(count)));
  }
  return 0;
}

bool IsSameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

// What stands at `path` now; all zero when nothing does.
struct stat StatOf(const std::string& path) {
  struct stat now {};
  if (stat(path.c_str(), &now) != 0) now = {};
  return now;
}

}  // namespace

Outcome<NewState> ReadStateFile(const std::string& path, size_t size_max) {
  const auto fail = [&](const char* reason, const std::string& why) {
    return Failure{reason, absl::StrCat(path, ": ", why)};
  };
  const File file(path);
  struct stat status {};
  if (file.descriptor() < 0 || fstat(file.descriptor(), &status) != 0) {
    return fail("file", ErrorText(errno));
  }
  if (!S_ISREG(status.st_mode)) return fail("file", "not a regular file");
  const auto start = std::chrono::steady_clock::now();
  mesos::StateReader reader;
  if (const int error = ReadToEnd(file.descriptor(), size_max, &reader)) {
    return fail("file", ErrorText(error));
  }
  if (reader.size() > size_max) {
    return fail("too_large", absl::StrCat("over ", size_max, " octets"));
  }
  auto state = reader.Finish();
  if (!state.ok()) return fail("parse", std::string(state.status().message()));
  return NewState{.state = *std::move(state),
                  .source = path,
                  .size = reader.size(),
                  .parse_time = std::chrono::steady_clock::now() - start};
}

FileWatch::FileWatch(boost::asio::io_context* context, const std::string& path,
                     std::function<void()> changed)
    : path_(path),
      folder_(FolderOf(path)),
      name_(std::filesystem::path(path).filename().string()),
      changed_(std::move(changed)),
      inotify_(*context),
      settle_(*context) {
  Open();
  if (inotify_.is_open()) Wait();
}

void FileWatch::Open() {
  const int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) return Complain(ErrorText(errno));
  boost::system::error_code error;
  inotify_.assign(descriptor, error);
  if (!error) return;
  close(descriptor);
  Complain(error.message());
}

void FileWatch::Renew() {
  seen_ = StatOf(path_);
  if (!inotify_.is_open()) return;
  // For a folder that is watched already this changes nothing.
  if (inotify_add_watch(inotify_.native_handle(), folder_.c_str(), kEvents) < 0) {
    return Complain(ErrorText(errno));
  }
  has_complained_ = false;
}

void FileWatch::Wait() {
  inotify_.async_read_some(boost::asio::buffer(events_),
                           [this](const boost::system::error_code& error, size_t size) {
                             if (error) return;
                             if (MayHaveChanged(size)) Settle();
                             Wait();
                           });
}

// The folder may be a busy one: events of other names count only when the file is another since.
bool FileWatch::MayHaveChanged(size_t events_size) {
  for (size_t offset = 0; offset + sizeof(inotify_event) <= events_size;) {
    inotify_event event;
    std::memcpy(&event, events_.data() + offset, sizeof(event));
    if (event.len > 0 && name_ == events_.data() + offset + sizeof(event)) return true;
    if ((event.mask & IN_Q_OVERFLOW) != 0) return true;
    offset += sizeof(event) + event.len;
  }
  return !IsSameFile(StatOf(path_), seen_);
}

// Editors write in several steps: the file is read once for all of them that follow at once.
void FileWatch::Settle() {
  if (is_settling_) return;
  is_settling_ = true;
  settle_.expires_after(kFileSettleTime);
  settle_.async_wait([this](const boost::system::error_code& error) {
    is_settling_ = false;
    if (!error) changed_();
  });
}

void FileWatch::Complain(std::string_view why) {
  if (has_complained_) return;
  has_complained_ = true;
  log::Warning(absl::StrCat("cannot watch ", folder_, ": ", ToAbsl(why), "; ", path_,
                            " is read every refreshSeconds"));
}

}  // namespace signpost::poller
