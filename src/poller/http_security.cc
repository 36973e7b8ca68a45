#include "poller/http_security.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "poller/base64.h"
#include "poller/http_security_parts.h"

namespace signpost::poller {
namespace {

// RFC 7617 §2. Masters want the scheme's name written just so (Mesos 1.12).
absl::StatusOr<std::string> BasicHeader(const HttpClientOptions& options) {
  if (options.principal.find(':') != std::string::npos) {
    return absl::InvalidArgumentError("mesosCredentials: a principal cannot contain a colon");
  }
  return absl::StrCat("Basic ", Base64(absl::StrCat(options.principal, ":", options.secret)));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const HttpSecurity>> ReadHttpSecurity(
    const HttpClientOptions& options) {
  auto security = std::make_shared<HttpSecurity>();
  security->is_https = options.is_https;
  security->trusts_named_leader = options.trust_named_leader;
  auto tls = TlsContext::Read(options.tls);
  if (!tls.ok()) return tls.status();
  security->tls = *std::move(tls);
  if (options.authentication == Authentication::kBasic) {
    auto basic = BasicHeader(options);
    if (!basic.ok()) return basic.status();
    security->basic = *std::move(basic);
  }
  if (options.authentication == Authentication::kIam) {
    auto iam = ReadIamAccount(options.iam_config_file);
    if (!iam.ok()) return iam.status();
    security->iam = *std::move(iam);
  }
  return security;
}

std::shared_ptr<const HttpSecurity> NoHttpSecurity() {
  auto security = ReadHttpSecurity({});
  SIGNPOST_CHECK(security.ok());
  return *std::move(security);
}

}  // namespace signpost::poller
