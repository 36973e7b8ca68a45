#pragma once

// The state as a file that somebody edits: read whole, and again whenever it changes.
//
// Watches the file's folder with inotify, so that writing, renaming over and swapped links are all
// seen at once; what inotify cannot see (a link's target that changes in another folder, network
// file systems) is seen by the next poll. What is asked of a master's honesty is not asked of a
// file. Private to this room; owned by the poller's thread.

#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "poller/failure.h"
#include "poller/new_state.h"

namespace signpost::poller {

// Reads and parses the file, a regular one of at most `size_max` octets; the failure names it.
Outcome<NewState> ReadStateFile(const std::string& path, size_t size_max);

class FileWatch {
 public:
  // Calls `changed` soon after the file may have changed, as long as the watch lives. Where
  // inotify does not work it stays silent, and says so in the log.
  FileWatch(boost::asio::io_context* context, const std::string& path,
            std::function<void()> changed);

  // Watches the folder again if it is not the one that was watched, and takes the file for seen.
  // To be called before each reading of the file.
  void Renew();

 private:
  void Open();
  void Wait();
  void Settle();
  bool MayHaveChanged(size_t events_size);
  void Complain(std::string_view why);

  const std::string path_;
  const std::string folder_;
  const std::string name_;
  const std::function<void()> changed_;
  boost::asio::posix::stream_descriptor inotify_;
  boost::asio::steady_timer settle_;
  bool is_settling_ = false;
  bool has_complained_ = false;
  struct stat seen_ {};
  alignas(8) std::array<char, 4096> events_{};
};

}  // namespace signpost::poller
