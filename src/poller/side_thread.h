#pragma once

// Does on a thread of its own what takes long and needs nothing of the poller's: reading a large
// state. Events are served meanwhile.
//
// Private to this room; belongs to the poller's thread. The thread is there while it works alone.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <thread>

namespace signpost::poller {

class SideThread {
 public:
  // `context` must outlive it.
  explicit SideThread(boost::asio::io_context* context) : context_(*context), done_(*context) {}
  ~SideThread();  // waits for what runs
  SideThread(const SideThread&) = delete;
  SideThread& operator=(const SideThread&) = delete;

  // Calls `work`, which must own what it touches, and resumes when it has returned. One at a time.
  // Where the system gives no thread, the caller's does it.
  boost::asio::awaitable<void> Run(std::function<void()> work);

 private:
  bool Start(std::function<void()> work);

  boost::asio::io_context& context_;
  boost::asio::steady_timer done_;
  bool is_running_ = false;
  std::thread thread_;
};

}  // namespace signpost::poller
