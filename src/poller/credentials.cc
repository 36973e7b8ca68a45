#include "poller/credentials.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "poller/http_security_parts.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;

// DC/OS: "token=", not RFC 6750's "Bearer".
std::string TokenHeader(const IamToken& token) { return absl::StrCat("token=", token.text); }

// A login has a small answer.
FetchLimits LoginLimits(FetchLimits limits) {
  limits.body_size_max = kLoginAnswerSizeMax;
  return limits;
}

}  // namespace

Credentials::Credentials(asio::any_io_executor executor, const FetchLimits& limits,
                         HostLookup* lookup, const HttpSecurity* security)
    : executor_(std::move(executor)),
      limits_(LoginLimits(limits)),
      lookup_(*lookup),
      security_(*security) {}

void Credentials::SetKnownMasters(const std::vector<HostPort>& masters) {
  known_masters_ = masters;
  led_to_.clear();
}

asio::awaitable<Outcome<Authorization>> Credentials::For(const Target& target,
                                                         const Endpoint& server,
                                                         Clock::time_point deadline) {
  Authorization authorization;
  if (!target.is_named_by_master) led_to_[target.authority()] = server;
  if (security_.basic.empty() && !security_.iam) {
    authorization.if_refused = "it asks for credentials, mesosAuthentication is not set";
    co_return authorization;
  }
  if (!MayHaveThem(target, server)) {
    authorization.if_refused =
        "it got no credentials: another master named it, TLS does not verify it, and "
        "trustNamedLeader is not set";
    co_return authorization;
  }
  authorization.if_refused = "the credentials are refused";
  authorization.header = security_.basic;
  if (security_.iam) {
    if (auto failure = co_await FetchToken(deadline)) co_return *failure;
    authorization.header = TokenHeader(*token_);
  }
  co_return authorization;
}

bool Credentials::MayHaveThem(const Target& target, const Endpoint& server) const {
  const bool is_verified = target.is_https && security_.tls->is_verifying();
  if (!target.is_named_by_master || is_verified || security_.trusts_named_leader) return true;
  const HostPort address = {server.address.ToString(), server.port};
  const auto is_here = [&](const HostPort& known) {
    return IsSameHostPort(known, target.master) || IsSameHostPort(known, address);
  };
  return std::ranges::any_of(known_masters_, is_here) ||
         std::ranges::any_of(led_to_, [&](const auto& led) { return led.second == server; });
}

asio::awaitable<std::optional<Failure>> Credentials::FetchToken(Clock::time_point deadline) {
  if (token_ && token_->end - kTokenReserve > std::chrono::system_clock::now()) {
    co_return std::nullopt;
  }
  HttpExchange exchange(executor_, limits_, &lookup_, &security_);
  auto token =
      co_await LogIn(*security_.iam, &exchange, std::min(deadline, Clock::now() + limits_.login));
  if (!token.ok()) co_return token.failure();
  token_ = std::move(token.value());
  co_return std::nullopt;
}

bool Credentials::Renew(const std::string& header) {
  if (!security_.iam || header.empty()) return false;
  if (token_ && TokenHeader(*token_) == header) token_.reset();
  return true;
}

}  // namespace signpost::poller
