#include "app/http_query.h"

#include <netdb.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstring>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace signpost::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

using Clock = std::chrono::steady_clock;
using Endpoints = std::vector<tcp::endpoint>;

struct Lookup {
  int error = 0;
  Endpoints endpoints;
};

Lookup LookUpNow(const HostPort& server) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* first = nullptr;
  Lookup lookup;
  const std::string port = std::to_string(server.port);
  lookup.error = getaddrinfo(server.host.c_str(), port.c_str(), &hints, &first);
  if (lookup.error != 0) return lookup;
  for (const addrinfo* found = first; found != nullptr; found = found->ai_next) {
    tcp::endpoint endpoint;
    if (found->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), found->ai_addr, found->ai_addrlen);
    endpoint.resize(found->ai_addrlen);
    lookup.endpoints.push_back(endpoint);
  }
  freeaddrinfo(first);
  return lookup;
}

// The system's resolver knows no deadline: it is asked by a thread that may stay behind.
absl::StatusOr<Endpoints> LookUp(const HostPort& server, Clock::time_point deadline) {
  auto promise = std::make_shared<std::promise<Lookup>>();
  std::future<Lookup> future = promise->get_future();
  std::thread([promise, server] { promise->set_value(LookUpNow(server)); }).detach();
  if (future.wait_until(deadline) != std::future_status::ready) {
    return absl::DeadlineExceededError("no answer of the name servers in time");
  }
  Lookup lookup = future.get();
  if (lookup.error != 0) return absl::NotFoundError(gai_strerror(lookup.error));
  return std::move(lookup.endpoints);
}

http::request<http::empty_body> RequestOf(const HostPort& server, const std::string& target) {
  const bool is_v6 = server.host.find(':') != std::string::npos;
  http::request<http::empty_body> request(http::verb::get, target, 11);
  request.set(http::field::host, is_v6 ? absl::StrCat("[", server.host, "]:", server.port)
                                       : absl::StrCat(server.host, ":", server.port));
  request.set(http::field::user_agent, "Signpost/" SIGNPOST_VERSION);
  request.set(http::field::connection, "close");
  return request;
}

absl::Status Fault(const beast::error_code& error) {
  if (error == beast::error::timeout) return absl::DeadlineExceededError("no answer in time");
  if (error == http::error::body_limit) return absl::OutOfRangeError("the answer is too large");
  return absl::UnavailableError(log::Printable(error.message()));
}

using Parser = http::response_parser<http::string_body>;

asio::awaitable<beast::error_code> Exchange(const Endpoints& endpoints,
                                            const http::request<http::empty_body>& request,
                                            Clock::time_point deadline, Parser* parser) {
  beast::error_code error;
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_at(deadline);
  co_await stream.async_connect(endpoints, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return error;
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return error;
  beast::flat_buffer buffer;
  co_await http::async_read(stream, buffer, *parser,
                            asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

}  // namespace

absl::StatusOr<HttpReply> AskHttp(const HostPort& server, const std::string& target,
                                  Clock::time_point deadline) {
  const absl::StatusOr<Endpoints> endpoints = LookUp(server, deadline);
  if (!endpoints.ok()) return endpoints.status();
  const http::request<http::empty_body> request = RequestOf(server, target);
  Parser parser;
  parser.body_limit(kMaxHttpReplySize);
  beast::error_code error;
  asio::io_context context{1};
  asio::co_spawn(context, Exchange(*endpoints, request, deadline, &parser),
                 [&error](const std::exception_ptr&, beast::error_code result) { error = result; });
  context.run();
  if (error) return Fault(error);
  return HttpReply{parser.get().result_int(), std::move(parser.get().body())};
}

}  // namespace signpost::app
