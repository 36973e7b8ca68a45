#pragma once

// Masters that speak TLS or ask for credentials, and what a fetcher makes of them.

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/status_board.h"
#include "poller/fake_master.h"
#include "poller/fetch_run.h"
#include "poller/http_security.h"
#include "poller/state_fetcher.h"
#include "poller/test_certificates.h"
#include "support/test_folder.h"

namespace signpost::poller::testing {

class SecureRun : public ::testing::Test {
 protected:
  // One authority for all tests: keys are costly under a sanitizer.
  static const TestAuthority& Authority() {
    static const auto* const kAuthority = new TestAuthority();
    return *kAuthority;
  }

  SecureRun() { options_.tls.ca_cert_file = Written("ca.pem", Authority().certificate()); }

  std::string Written(std::string_view name, std::string_view text) const {
    folder_.Write(name, text);
    return folder_.Path(name);
  }

  // What a fetch from `masters` ends with: "none", or the failure, counted under its reason.
  Failure FetchFrom(const std::vector<std::string>& masters) {
    auto security = ReadHttpSecurity(options_);
    SIGNPOST_CHECK(security.ok());
    boost::asio::io_context context;
    StateFetcher fetcher(&context, masters, limits_, &board_, *std::move(security));
    return FailureOf(RunToEnd(&context, fetcher.Fetch()));
  }

  Failure FailureOf(const Outcome<NewState>& fetched) {
    if (fetched.ok()) return {"none", ""};
    EXPECT_GT(board_.Number(std::string("poll_failures_") + fetched.failure().reason), 0);
    return fetched.failure();
  }

  signpost::testing::TestFolder folder_;
  HttpClientOptions options_;
  FetchLimits limits_;
  StatusBoard board_;
};

}  // namespace signpost::poller::testing
