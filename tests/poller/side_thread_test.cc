#include "poller/side_thread.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>

namespace signpost::poller {
namespace {

TEST(SideThread, LetsTheContextGoOnWhileItWorks) {
  boost::asio::io_context context;
  SideThread side(&context);
  std::promise<void> went_on;
  const auto worker = std::make_shared<std::thread::id>();
  boost::asio::co_spawn(
      context,
      [&]() -> boost::asio::awaitable<void> {
        std::function<void()> work = [&] {
          went_on.get_future().wait();
          *worker = std::this_thread::get_id();
        };
        co_await side.Run(std::move(work));
        EXPECT_NE(*worker, std::thread::id());
        EXPECT_NE(*worker, std::this_thread::get_id());
        std::function<void()> again = [&] { *worker = {}; };
        co_await side.Run(std::move(again));
        EXPECT_EQ(*worker, std::thread::id());
        context.stop();
      },
      boost::asio::detached);
  context.run_one();
  boost::asio::post(context, [&] { went_on.set_value(); });
  context.run();
}

TEST(SideThread, IsWaitedForWhenItsOwnerGoes) {
  boost::asio::io_context context;
  const auto done = std::make_shared<std::atomic<bool>>(false);
  {
    SideThread side(&context);
    boost::asio::co_spawn(
        context,
        [&side, done]() -> boost::asio::awaitable<void> {
          std::function<void()> work = [done] { *done = true; };
          co_await side.Run(std::move(work));
        },
        boost::asio::detached);
    context.run_one();
  }
  EXPECT_TRUE(*done);
}

}  // namespace
}  // namespace signpost::poller
