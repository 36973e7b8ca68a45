#pragma once

// What http_security.h hands out, opened. Private to this room; used by the poller's thread.

#include <memory>
#include <optional>
#include <string>

#include "poller/http_security.h"
#include "poller/iam_account.h"
#include "poller/tls_context.h"

namespace signpost::poller {

struct HttpSecurity {
  bool is_https = false;  // of the configured masters
  bool trusts_named_leader = false;
  std::unique_ptr<TlsContext> tls;  // always there: a master may redirect to https
  std::string basic;                // the value of the Authorization header; empty: none
  std::optional<IamAccount> iam;
};

// Plain HTTP without credentials.
std::shared_ptr<const HttpSecurity> NoHttpSecurity();

}  // namespace signpost::poller
