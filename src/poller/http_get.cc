#include "poller/http_get.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "poller/http_exchange.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Whether enough came in each window of time.
class RateCheck {
 public:
  explicit RateCheck(const FetchLimits& limits)
      : limits_(limits), window_end_(Clock::now() + limits.rate_window) {}

  // `size` octets more came at `now`. The failure's message is for "HOST:PORT/PATH: ".
  std::optional<Failure> Add(size_t size, Clock::time_point now) {
    window_size_ += size;
    if (now < window_end_) return std::nullopt;
    if (window_size_ < limits_.rate_size_min) {
      return Failure{
          "rate", absl::StrCat(window_size_, " octets of the body in ", limits_.rate_window.count(),
                               " ms, at least ", limits_.rate_size_min, " are asked for")};
    }
    window_end_ = now + limits_.rate_window;
    window_size_ = 0;
    return std::nullopt;
  }

 private:
  const FetchLimits& limits_;
  Clock::time_point window_end_;
  uint64_t window_size_ = 0;
};

asio::awaitable<std::optional<Failure>> ReadBody(HttpExchange* exchange, const FetchLimits& limits,
                                                 Clock::time_point deadline, BodyTaker* body) {
  RateCheck rate(limits);
  while (true) {
    auto piece = co_await exchange->ReadSome(std::min(Clock::now() + limits.rate_window, deadline));
    if (!piece.ok()) co_return piece.failure();
    if (piece.value().empty()) co_return std::nullopt;
    const auto now = Clock::now();
    auto failure = body->Add(piece.value());
    if (!failure && now >= deadline) failure = Failure{"timeout", "no whole body"};
    if (!failure) failure = rate.Add(piece.value().size(), now);
    if (failure) co_return exchange->Fail(failure->reason, failure->message);
  }
}

}  // namespace

asio::awaitable<Outcome<HttpAnswer>> HttpGet(Target target, HttpClient* client,
                                             HttpExchange* exchange, const BodyAllowance* allowance,
                                             BodyTaker* body) {
  const FetchLimits& limits = client->limits();
  const auto deadline = Clock::now() + limits.whole;
  HttpRequest request;
  auto opened = co_await client->Open(exchange, std::move(target), std::move(request), deadline);
  if (!opened.ok()) co_return opened.failure();
  const HttpHead& head = opened.value().head;
  HttpAnswer answer{.location = head.location, .server = opened.value().server};
  if (head.is_redirect) co_return answer;
  const uint64_t size_max = allowance->For(head.body_size, !head.encoding.empty());
  body->Begin(head.encoding, size_max);
  if (auto failure = co_await ReadBody(exchange, limits, deadline, body)) co_return *failure;
  if (auto failure = body->Finish()) co_return exchange->Fail(failure->reason, failure->message);
  co_return answer;
}

}  // namespace signpost::poller
