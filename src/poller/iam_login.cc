#include "poller/iam_login.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "poller/json_object.h"
#include "poller/jwt.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using std::chrono::system_clock;

std::string LoginText(const IamAccount& account, system_clock::time_point now) {
  const std::string uid = JsonString(account.uid);
  const auto end = system_clock::to_time_t(now + kLoginTokenLifetime);
  const std::string claims = absl::StrCat("{\"uid\":", uid, ",\"exp\":", end, "}");
  return absl::StrCat("{\"uid\":", uid, ",\"token\":\"", SignJwt(claims, account.key), "\"}");
}

// A header holds no more than visible characters.
bool IsToken(std::string_view text) {
  return !text.empty() && text.size() <= kTokenSizeMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<IamToken> TokenOf(std::string_view answer) {
  auto members = ReadJsonObject(answer);
  if (!members || !IsToken((*members)["token"])) return std::nullopt;
  std::string text = std::move((*members)["token"]);
  const auto end = JwtEnd(text).value_or(system_clock::time_point::max());
  return IamToken{.text = std::move(text), .end = end};
}

}  // namespace

asio::awaitable<Outcome<IamToken>> LogIn(const IamAccount& account, HttpExchange* exchange,
                                         HttpExchange::Clock::time_point deadline) {
  auto server = co_await exchange->Connect(account.login, deadline);
  if (!server.ok()) co_return server.failure();
  HttpRequest request{.body = LoginText(account, system_clock::now())};
  auto head = co_await exchange->Ask(std::move(request), deadline);
  if (!head.ok()) co_return head.failure();
  if (head.value().status != 200) {
    Failure failure = exchange->Fail(
        "login", absl::StrCat("the login is refused: HTTP status ", head.value().status));
    failure.http_status = head.value().status;
    co_return failure;
  }
  std::string answer;
  while (true) {
    auto piece = co_await exchange->ReadSome(deadline);
    if (!piece.ok()) co_return piece.failure();
    if (piece.value().empty()) break;
    answer += piece.value();
  }
  auto token = TokenOf(answer);
  if (!token) co_return exchange->Fail("login", "its answer has no token");
  co_return *std::move(token);
}

}  // namespace signpost::poller
