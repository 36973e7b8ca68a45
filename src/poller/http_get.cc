#include "poller/http_get.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "poller/body_text.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using MaybeFailure = std::optional<Failure>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr size_t kReadSize = 128 << 10;

bool IsRedirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool IsTooLarge(const error_code& error) {
  return error == http::error::body_limit || error == http::error::header_limit ||
         error == http::error::buffer_overflow;
}

// One request and its answer.
class Get {
 public:
  Get(Target target, const FetchLimits& limits, HostLookup* lookup,
      const asio::any_io_executor& executor)
      : target_(std::move(target)),
        limits_(limits),
        lookup_(*lookup),
        whole_deadline_(Clock::now() + limits.whole),
        stream_(executor),
        buffer_(kReadSize) {
    parser_.header_limit(kHeaderSizeMax);
    parser_.body_limit(limits.body_size_max);
  }

  asio::awaitable<Outcome<HttpAnswer>> Run() {
    if (auto failure = co_await Connect()) co_return *failure;
    if (auto failure = co_await SendRequest()) co_return *failure;
    if (auto failure = co_await ReadHeader()) co_return *failure;
    HttpAnswer answer = AnswerWithoutBody();
    if (answer.status != 200) co_return answer;
    BodyText text(Header(http::field::content_encoding), ContentLength(), limits_.body_size_max);
    if (auto failure = co_await ReadBody(&text)) co_return *failure;
    auto body = text.Finish();
    if (!body.ok()) co_return Fail(body.failure().reason, body.failure().message);
    answer.body = std::move(body.value());
    co_return answer;
  }

 private:
  Failure Fail(const char* reason, std::string_view why) const {
    return {reason, absl::StrCat(target_.ToString(), ": ", ToAbsl(why))};
  }

  // `reason` is for what is neither too late nor too large.
  Failure FailedRead(const char* reason, std::string_view what, const error_code& error) const {
    if (error == beast::error::timeout) return Fail("timeout", absl::StrCat("no ", ToAbsl(what)));
    if (IsTooLarge(error)) {
      return Fail("too_large", absl::StrCat(ToAbsl(what), ": ", error.message()));
    }
    return Fail(reason, absl::StrCat("no ", ToAbsl(what), ": ", error.message()));
  }

  Clock::time_point Within(Clock::duration limit) const {
    return std::min(Clock::now() + limit, whole_deadline_);
  }

  // Each address of the name gets its time: the first one may lead nowhere.
  asio::awaitable<MaybeFailure> Connect() {
    auto endpoints = co_await lookup_.Find(target_, std::min(limits_.resolve, limits_.whole));
    if (!endpoints.ok()) co_return endpoints.failure();
    std::string why;
    for (const tcp::endpoint& endpoint : endpoints.value()) {
      stream_.expires_at(Within(limits_.connect));
      const auto [error] = co_await stream_.async_connect(endpoint, kAwait);
      if (!error) co_return std::nullopt;
      why = error == beast::error::timeout ? "not in time" : error.message();
      stream_.close();
    }
    co_return Fail("connect", absl::StrCat("no connection: ", why));
  }

  asio::awaitable<MaybeFailure> SendRequest() {
    http::request<http::empty_body> request(http::verb::get, target_.path, 11);
    request.set(http::field::host, target_.authority());
    request.set(http::field::user_agent, "Signpost/" SIGNPOST_VERSION);
    request.set(http::field::accept, "application/json");
    request.set(http::field::accept_encoding, "gzip");
    request.set(http::field::connection, "close");
    first_byte_deadline_ = Within(limits_.first_byte);
    stream_.expires_at(first_byte_deadline_);
    const auto [error, size] = co_await http::async_write(stream_, request, kAwait);
    if (error) co_return FailedRead("answer", "answer", error);
    co_return std::nullopt;
  }

  asio::awaitable<MaybeFailure> ReadHeader() {
    stream_.expires_at(first_byte_deadline_);
    const auto [error, size] = co_await http::async_read_header(stream_, buffer_, parser_, kAwait);
    if (error) co_return FailedRead("answer", "answer", error);
    co_return std::nullopt;
  }

  asio::awaitable<MaybeFailure> ReadBody(BodyText* text) {
    auto window_end = Clock::now() + limits_.rate_window;
    uint64_t window_size = 0;
    while (!parser_.is_done()) {
      stream_.expires_at(Within(limits_.rate_window));
      size_t size = 0;
      if (auto failure = co_await ReadSome(text, &size)) co_return failure;
      window_size += size;
      const auto now = Clock::now();
      if (parser_.is_done()) break;
      if (now >= whole_deadline_) co_return Fail("timeout", "no whole body");
      if (now < window_end) continue;
      if (window_size < limits_.rate_size_min) co_return TooSlow(window_size);
      window_end = now + limits_.rate_window;
      window_size = 0;
    }
    co_return std::nullopt;
  }

  asio::awaitable<MaybeFailure> ReadSome(BodyText* text, size_t* size) {
    auto& body = parser_.get().body();
    body.data = chunk_.data();
    body.size = chunk_.size();
    const auto [error, unused] = co_await http::async_read_some(stream_, buffer_, parser_, kAwait);
    *size = chunk_.size() - body.size;
    if (error && error != http::error::need_buffer) {
      co_return FailedRead("body", "whole body", error);
    }
    const auto failure = text->Add({chunk_.data(), *size});
    if (failure) co_return Fail(failure->reason, failure->message);
    co_return std::nullopt;
  }

  Failure TooSlow(uint64_t size) const {
    return Fail("rate", absl::StrCat(size, " octets of the body in ", limits_.rate_window.count(),
                                     " ms, at least ", limits_.rate_size_min, " are asked for"));
  }

  HttpAnswer AnswerWithoutBody() {
    HttpAnswer answer;
    answer.status = parser_.get().result_int();
    if (IsRedirect(answer.status)) answer.location = Header(http::field::location);
    error_code ignored;
    const auto peer = stream_.socket().remote_endpoint(ignored);
    answer.server = {IpAddress::Parse(peer.address().to_string()).value_or(IpAddress()),
                     peer.port()};
    return answer;
  }

  std::string Header(http::field name) const { return std::string(parser_.get()[name]); }

  std::optional<uint64_t> ContentLength() const {
    const auto length = parser_.content_length();
    return length ? std::optional<uint64_t>(*length) : std::nullopt;
  }

  const Target target_;
  const FetchLimits& limits_;
  HostLookup& lookup_;
  const Clock::time_point whole_deadline_;
  Clock::time_point first_byte_deadline_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::response_parser<http::buffer_body> parser_;
  std::array<char, kReadSize> chunk_;
};

}  // namespace

asio::awaitable<Outcome<HttpAnswer>> HttpGet(Target target, FetchLimits limits,
                                             HostLookup* lookup) {
  // On the heap: a coroutine's frame is no place for the buffers in it.
  const auto get =
      std::make_unique<Get>(std::move(target), limits, lookup, co_await asio::this_coro::executor);
  co_return co_await get->Run();
}

}  // namespace signpost::poller
