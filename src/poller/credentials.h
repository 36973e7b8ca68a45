#pragma once

// Which credentials a request carries. Private to this room; runs on the poller's context.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/host_lookup.h"
#include "poller/http_security.h"
#include "poller/iam_login.h"
#include "poller/limits.h"
#include "poller/location.h"

namespace signpost::poller {

struct Authorization {
  std::string header;           // the header's value; empty: none
  const char* if_refused = "";  // what to say of the HTTP status 401 or 403
};

class Credentials {
 public:
  using Clock = std::chrono::steady_clock;

  // `lookup` and `security` must outlive it.
  Credentials(boost::asio::any_io_executor executor, const FetchLimits& limits, HostLookup* lookup,
              const HttpSecurity* security);

  // Masters whose word is not needed: those configured and those ZooKeeper knows.
  void SetKnownMasters(const std::vector<HostPort>& masters);

  // Those for `target`, as http_security.h says, over a connection that leads to `server`; none is
  // no failure. A named leader is a known master too when its connection leads where one of them
  // is. With IAM it logs in when there is no token or the one there is ends within kTokenReserve;
  // fails when the login does, or takes longer than limits.login or `deadline`.
  boost::asio::awaitable<Outcome<Authorization>> For(const Target& target, const Endpoint& server,
                                                     Clock::time_point deadline);

  // Takes `header`, which a master refused, for void. True when For() may give another one.
  bool Renew(const std::string& header);

 private:
  bool MayHaveThem(const Target& target, const Endpoint& server) const;
  boost::asio::awaitable<std::optional<Failure>> FetchToken(Clock::time_point deadline);

  const boost::asio::any_io_executor executor_;
  const FetchLimits limits_;
  HostLookup& lookup_;
  const HttpSecurity& security_;
  std::vector<HostPort> known_masters_;
  std::map<std::string, Endpoint> led_to_;  // by authority of a known master: where it led last
  std::optional<IamToken> token_;
};

}  // namespace signpost::poller
