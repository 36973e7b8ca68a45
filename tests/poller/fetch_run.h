#pragma once

// Runs a coroutine of the poller's room to its end.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "base/check.h"
#include "poller/failure.h"

namespace signpost::poller::testing {

// Begins `coroutine`, which leaves what it gives in `result`.
template <typename T>
void Begin(boost::asio::io_context* context, boost::asio::awaitable<Outcome<T>> coroutine,
           std::optional<Outcome<T>>* result) {
  boost::asio::co_spawn(
      *context,
      [](boost::asio::awaitable<Outcome<T>> inner,
         std::optional<Outcome<T>>* out) -> boost::asio::awaitable<void> {
        out->emplace(co_await std::move(inner));
      }(std::move(coroutine), result),
      [](const std::exception_ptr& thrown) { SIGNPOST_CHECK(!thrown); });
}

// What `coroutine` gives; it has a minute for it.
template <typename T>
Outcome<T> RunToEnd(boost::asio::io_context* context,
                    boost::asio::awaitable<Outcome<T>> coroutine) {
  std::optional<Outcome<T>> result;
  Begin(context, std::move(coroutine), &result);
  context->restart();
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!result && context->run_one_until(end) > 0) {
  }
  SIGNPOST_CHECK(result.has_value());
  return *std::move(result);
}

}  // namespace signpost::poller::testing
