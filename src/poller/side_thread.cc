#include "poller/side_thread.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/thread_name.h"

namespace signpost::poller {

namespace asio = boost::asio;

SideThread::~SideThread() {
  if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> SideThread::Run(std::function<void()> work) {
  SIGNPOST_CHECK(!is_running_);
  if (!Start(work)) {
    work();
    co_return;
  }
  while (is_running_) {
    done_.expires_at(asio::steady_timer::time_point::max());
    co_await done_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  thread_.join();
}

bool SideThread::Start(std::function<void()> work) {
  is_running_ = true;
  try {
    thread_ = std::thread([this, work = std::move(work)] {
      NameThread("reader");
      work();
      asio::post(context_, [this] {
        is_running_ = false;
        done_.cancel();
      });
    });
  } catch (const std::system_error&) {
    is_running_ = false;
  }
  return is_running_;
}

}  // namespace signpost::poller
