#include "poller/http_client.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "poller/http_security_parts.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;

constexpr unsigned kOk = 200;
constexpr unsigned kUnauthorized = 401;
constexpr unsigned kForbidden = 403;

// What is wrong with the status.
std::optional<Failure> FaultOf(const HttpHead& head, const HttpExchange& exchange,
                               const char* if_refused) {
  std::string text = absl::StrCat("HTTP status ", head.status);
  if (head.is_redirect && head.location.empty()) {
    return exchange.Fail("redirect", text + " without a Location");
  }
  if (head.status == kOk || head.is_redirect) return std::nullopt;
  if (head.status == kUnauthorized || head.status == kForbidden) {
    absl::StrAppend(&text, ": ", if_refused);
  }
  Failure failure = exchange.Fail("status", text);
  failure.http_status = head.status;
  return failure;
}

}  // namespace

HttpClient::HttpClient(asio::io_context* context, const FetchLimits& limits,
                       std::shared_ptr<const HttpSecurity> security, NameServers name_servers)
    : context_(*context),
      limits_(limits),
      security_(security ? std::move(security) : NoHttpSecurity()),
      lookup_(context, std::move(name_servers)),
      credentials_(context->get_executor(), limits, &lookup_, security_.get()) {}

HttpExchange HttpClient::NewExchange() {
  return {context_.get_executor(), limits_, &lookup_, security_.get()};
}

asio::awaitable<Outcome<HttpOpening>> HttpClient::Open(HttpExchange* exchange, Target target,
                                                       HttpRequest request,
                                                       Clock::time_point deadline) {
  bool is_first = true;
  while (true) {
    auto server = co_await exchange->Connect(target, deadline);
    if (!server.ok()) co_return server.failure();
    auto authorization = co_await credentials_.For(target, server.value(), deadline);
    if (!authorization.ok()) co_return authorization.failure();
    request.authorization = authorization.value().header;
    auto head = co_await exchange->Ask(request, deadline);
    if (!head.ok()) co_return head.failure();
    const bool is_refused = head.value().status == kUnauthorized;
    if (is_refused && is_first && credentials_.Renew(request.authorization)) {
      is_first = false;
      continue;
    }
    if (auto failure = FaultOf(head.value(), *exchange, authorization.value().if_refused)) {
      co_return *failure;
    }
    co_return HttpOpening{std::move(head.value()), server.value()};
  }
}

bool HttpClient::is_https() const { return security_->is_https; }

bool HttpClient::is_verifying() const { return security_->tls->is_verifying(); }

}  // namespace signpost::poller
