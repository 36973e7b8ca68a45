#include "poller/http_connection.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

bool IsTooLarge(const HttpConnection::Error& error) {
  return error == http::error::body_limit || error == http::error::header_limit ||
         error == http::error::buffer_overflow;
}

std::chrono::milliseconds TimeLeft(HttpConnection::Clock::time_point deadline) {
  return std::chrono::ceil<std::chrono::milliseconds>(
      std::max(deadline - HttpConnection::Clock::now(), HttpConnection::Clock::duration(0)));
}

}  // namespace

HttpConnection::HttpConnection(const asio::any_io_executor& executor, Target target,
                               const HttpSecurity* security)
    : target_(std::move(target)), tls_context_(*security->tls), tcp_(executor) {}

asio::awaitable<HttpConnection::MaybeFailure> HttpConnection::Open(const FetchLimits& limits,
                                                                   HostLookup* lookup,
                                                                   Clock::time_point deadline) {
  if (auto failure = co_await Connect(limits, lookup, deadline)) co_return failure;
  if (!target_.is_https) co_return std::nullopt;
  co_return co_await ShakeHands(std::min(Clock::now() + limits.handshake, deadline));
}

// Each address of the name gets its time: the first one may lead nowhere.
asio::awaitable<HttpConnection::MaybeFailure> HttpConnection::Connect(const FetchLimits& limits,
                                                                      HostLookup* lookup,
                                                                      Clock::time_point deadline) {
  auto endpoints = co_await lookup->Find(target_, std::min(limits.resolve, TimeLeft(deadline)));
  if (!endpoints.ok()) co_return endpoints.failure();
  std::string why;
  for (const tcp::endpoint& endpoint : endpoints.value()) {
    tcp_.expires_at(std::min(Clock::now() + limits.connect, deadline));
    const auto [error] = co_await tcp_.async_connect(endpoint, kAwait);
    if (!error) co_return std::nullopt;
    why = error == beast::error::timeout ? "not in time" : error.message();
    tcp_.close();
  }
  co_return Fail("connect", absl::StrCat("no connection: ", why));
}

asio::awaitable<HttpConnection::MaybeFailure> HttpConnection::ShakeHands(
    Clock::time_point deadline) {
  tls_.emplace(tcp_, tls_context_.context());
  SSL* const ssl = tls_->native_handle();
  if (!tls_context_.Expect(target_.master.host, ssl)) {
    co_return Fail("tls", "no host that a certificate could be of");
  }
  tcp_.expires_at(deadline);
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
  if (!error) co_return std::nullopt;
  if (error == beast::error::timeout) co_return Fail("timeout", "no TLS handshake");
  co_return Fail("tls", HandshakeFault(ssl, error));
}

asio::awaitable<HttpConnection::Error> HttpConnection::Write(const Request& request,
                                                             Clock::time_point deadline) {
  tcp_.expires_at(deadline);
  if (tls_) {
    const auto [error, size] = co_await http::async_write(*tls_, request, kAwait);
    co_return error;
  }
  const auto [error, size] = co_await http::async_write(tcp_, request, kAwait);
  co_return error;
}

asio::awaitable<HttpConnection::Error> HttpConnection::ReadHeader(Buffer* buffer, Parser* parser,
                                                                  Clock::time_point deadline) {
  tcp_.expires_at(deadline);
  if (tls_) {
    const auto [error, size] = co_await http::async_read_header(*tls_, *buffer, *parser, kAwait);
    co_return error;
  }
  const auto [error, size] = co_await http::async_read_header(tcp_, *buffer, *parser, kAwait);
  co_return error;
}

asio::awaitable<HttpConnection::Error> HttpConnection::ReadSome(Buffer* buffer, Parser* parser,
                                                                Clock::time_point deadline) {
  tcp_.expires_at(deadline);
  if (tls_) {
    const auto [error, size] = co_await http::async_read_some(*tls_, *buffer, *parser, kAwait);
    co_return error;
  }
  const auto [error, size] = co_await http::async_read_some(tcp_, *buffer, *parser, kAwait);
  co_return error;
}

void HttpConnection::Close() { tcp_.close(); }

Endpoint HttpConnection::server() const {
  Error ignored;
  const auto peer = tcp_.socket().remote_endpoint(ignored);
  return {IpAddress::Parse(peer.address().to_string()).value_or(IpAddress()), peer.port()};
}

Failure HttpConnection::Fail(const char* reason, std::string_view why) const {
  return {reason, absl::StrCat(target_.ToString(), ": ", ToAbsl(why))};
}

Failure HttpConnection::FailedStep(const char* reason, std::string_view what,
                                   const Error& error) const {
  const std::string no_what = absl::StrCat("no ", ToAbsl(what));
  if (error == beast::error::timeout) return Fail("timeout", no_what);
  const bool is_of_tls = error.category() == asio::error::get_ssl_category();
  if (IsTooLarge(error)) reason = "too_large";
  if (is_of_tls) reason = "tls";
  return Fail(reason, absl::StrCat(no_what, ": ", error.message()));
}

}  // namespace signpost::poller
