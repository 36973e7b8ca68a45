#include "poller/http_exchange.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.h"
#include "poller/http_connection.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr size_t kReadSize = 128 << 10;

bool IsRedirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

HttpConnection::Request MessageOf(const HttpRequest& request, const Target& target) {
  const bool is_get = request.body.empty();
  HttpConnection::Request message(is_get ? http::verb::get : http::verb::post, target.path, 11);
  message.set(http::field::host, target.authority());
  message.set(http::field::user_agent, "Signpost/" SIGNPOST_VERSION);
  message.set(http::field::accept, "application/json");
  if (!request.authorization.empty()) {
    message.set(http::field::authorization, request.authorization);
  }
  if (!request.is_stream) message.set(http::field::connection, "close");
  if (is_get) {
    message.set(http::field::accept_encoding, "gzip");
    return message;
  }
  message.set(http::field::content_type, "application/json");
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

HttpHead HeadOf(const HttpConnection::Parser& parser) {
  const auto& message = parser.get();
  HttpHead head;
  head.status = message.result_int();
  head.is_redirect = IsRedirect(head.status);
  if (head.is_redirect) head.location = message[http::field::location];
  head.encoding = message[http::field::content_encoding];
  if (const auto size = parser.content_length()) head.body_size = *size;
  return head;
}

}  // namespace

// A connection and what is read from it.
struct HttpExchange::Talk {
  Talk(const asio::any_io_executor& executor, const Target& target, const HttpSecurity* security)
      : connection(executor, target, security), buffer(kReadSize) {}

  HttpConnection connection;
  HttpConnection::Buffer buffer;
  HttpConnection::Parser parser;
  std::array<char, kReadSize> piece;
};

HttpExchange::HttpExchange(asio::any_io_executor executor, const FetchLimits& limits,
                           HostLookup* lookup, const HttpSecurity* security)
    : executor_(std::move(executor)), limits_(limits), lookup_(*lookup), security_(*security) {}

HttpExchange::~HttpExchange() = default;

asio::awaitable<Outcome<Endpoint>> HttpExchange::Connect(Target target,
                                                         Clock::time_point deadline) {
  talk_ = std::make_unique<Talk>(executor_, target, &security_);
  if (auto failure = co_await talk_->connection.Open(limits_, &lookup_, deadline)) {
    co_return *failure;
  }
  co_return talk_->connection.server();
}

asio::awaitable<Outcome<HttpHead>> HttpExchange::Ask(HttpRequest request,
                                                     Clock::time_point deadline) {
  SIGNPOST_CHECK(talk_ != nullptr);
  talk_->parser.header_limit(kHeaderSizeMax);
  if (request.is_stream) {
    talk_->parser.body_limit(boost::none);
  } else {
    talk_->parser.body_limit(limits_.body_size_max);
  }
  const auto end = std::min(Clock::now() + limits_.first_byte, deadline);
  const HttpConnection::Request message = MessageOf(request, talk_->connection.target());
  auto error = co_await talk_->connection.Write(message, end);
  if (!error) error = co_await talk_->connection.ReadHeader(&talk_->buffer, &talk_->parser, end);
  if (error) co_return talk_->connection.FailedStep("answer", "answer", error);
  co_return HeadOf(talk_->parser);
}

asio::awaitable<Outcome<std::string_view>> HttpExchange::ReadSome(Clock::time_point deadline) {
  SIGNPOST_CHECK(talk_ != nullptr);
  auto& body = talk_->parser.get().body();
  size_t size = 0;
  while (size == 0 && !talk_->parser.is_done()) {
    body.data = talk_->piece.data();
    body.size = talk_->piece.size();
    const auto error =
        co_await talk_->connection.ReadSome(&talk_->buffer, &talk_->parser, deadline);
    if (error && error != http::error::need_buffer) {
      co_return talk_->connection.FailedStep("body", "whole body", error);
    }
    size = talk_->piece.size() - body.size;
  }
  co_return std::string_view(talk_->piece.data(), size);
}

void HttpExchange::Close() {
  if (talk_) talk_->connection.Close();
}

Failure HttpExchange::Fail(const char* reason, std::string_view why) const {
  SIGNPOST_CHECK(talk_ != nullptr);
  return talk_->connection.Fail(reason, why);
}

}  // namespace signpost::poller
