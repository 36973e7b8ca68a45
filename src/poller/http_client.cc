#include "poller/http_client.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "poller/http_security_parts.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;

constexpr unsigned kOk = 200;
constexpr unsigned kUnauthorized = 401;
constexpr unsigned kForbidden = 403;

// The head, or what is wrong with its status.
Outcome<HttpHead> Checked(HttpHead head, const HttpExchange& exchange, const char* if_refused) {
  const unsigned status = head.status;
  std::string text = absl::StrCat("HTTP status ", status);
  if (head.is_redirect && head.location.empty()) {
    return exchange.Fail("redirect", text + " without a Location");
  }
  if (status == kOk || head.is_redirect) return head;
  if (status == kUnauthorized || status == kForbidden) absl::StrAppend(&text, ": ", if_refused);
  Failure failure = exchange.Fail("status", text);
  failure.http_status = status;
  return failure;
}

}  // namespace

HttpClient::HttpClient(asio::io_context* context, const FetchLimits& limits,
                       std::shared_ptr<const HttpSecurity> security)
    : context_(*context),
      limits_(limits),
      security_(security ? std::move(security) : NoHttpSecurity()),
      lookup_(context),
      credentials_(context->get_executor(), limits, &lookup_, security_.get()) {}

HttpExchange HttpClient::NewExchange() {
  return {context_.get_executor(), limits_, &lookup_, security_.get()};
}

asio::awaitable<Outcome<HttpHead>> HttpClient::Open(HttpExchange* exchange, HttpRequest request,
                                                    Clock::time_point deadline) {
  bool is_first = true;
  while (true) {
    auto authorization = co_await credentials_.For(request.target, deadline);
    if (!authorization.ok()) co_return authorization.failure();
    request.authorization = authorization.value().header;
    auto head = co_await exchange->Open(request, deadline);
    if (!head.ok()) co_return head;
    const bool is_refused = head.value().status == kUnauthorized;
    if (is_refused && is_first && credentials_.Renew(request.authorization)) {
      is_first = false;
      continue;
    }
    co_return Checked(std::move(head.value()), *exchange, authorization.value().if_refused);
  }
}

bool HttpClient::is_https() const { return security_->is_https; }

bool HttpClient::is_verifying() const { return security_->tls->is_verifying(); }

}  // namespace signpost::poller
