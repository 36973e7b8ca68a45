#include "poller/host_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/udp.hpp>

#include "poller/fetch_run.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using testing::RunToEnd;

constexpr milliseconds kLong{60'000};

// A name server that never answers.
class SilentServer {
 public:
  explicit SilentServer(boost::asio::io_context* context)
      : socket_(*context, {boost::asio::ip::address_v4::loopback(), 0}) {}
  Endpoint endpoint() const {
    return {*IpAddress::Parse("127.0.0.1"), socket_.local_endpoint().port()};
  }

 private:
  boost::asio::ip::udp::socket socket_;
};

class PollerHostLookup : public ::testing::Test {
 protected:
  Outcome<HostLookup::Endpoints> Find(const std::string& host, bool is_named_by_master) {
    return RunToEnd(
        &context_,
        lookup_.Find({.master = {host, 5050}, .is_named_by_master = is_named_by_master}, kLong));
  }

  boost::asio::io_context context_;
  SilentServer silent_{&context_};
  HostLookup lookup_{&context_};
};

TEST_F(PollerHostLookup, FindsNoMoreThanTheAddressForAnAddress) {
  auto found = Find("fd00::1", false);
  ASSERT_EQ(found.value().size(), 1u);
  EXPECT_EQ(found.value()[0].address().to_string(), "fd00::1");
  EXPECT_EQ(found.value()[0].port(), 5050);
}

TEST_F(PollerHostLookup, FindsTheAddressesOfAName) {
  auto found = Find("localhost", true);
  ASSERT_TRUE(found.ok());
  ASSERT_FALSE(found.value().empty());
  EXPECT_TRUE(found.value()[0].address().is_loopback());
}

TEST_F(PollerHostLookup, FailsWhenTheNameTakesTooLong) {
  HostLookup lookup(&context_, {.asked = {silent_.endpoint()}});
  auto found = RunToEnd(&context_, lookup.Find({.master = {"a.example", 5050}}, milliseconds(10)));
  ASSERT_FALSE(found.ok());
  EXPECT_STREQ(found.failure().reason, "resolve");
  EXPECT_THAT(found.failure().message,
              HasSubstr("a.example:5050/master/state: no address in 10 ms"));
}

TEST_F(PollerHostLookup, FailsForANameThatCannotBe) {
  EXPECT_STREQ(Find("a..b", false).failure().reason, "resolve");
}

TEST_F(PollerHostLookup, RefusesLinkLocalAddressesThatAMasterNames) {
  for (const char* host :
       {"169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0", "::", "fe80::1%lo"}) {
    EXPECT_FALSE(Find(host, true).ok()) << host;
    EXPECT_TRUE(Find(host, false).ok()) << host;
  }
}

TEST_F(PollerHostLookup, OddWaysToWriteAnAddressAreNamesThatNobodyHas) {
  HostLookup lookup(&context_, {.asked = {silent_.endpoint()}});
  for (const char* host : {"2852039166", "0xa9fea9fe"}) {
    EXPECT_FALSE(RunToEnd(&context_, lookup.Find({.master = {host, 5050}}, milliseconds(10))).ok());
  }
}

TEST_F(PollerHostLookup, RefusesLookupsBeyondTheLimit) {
  HostLookup lookup(&context_, {.asked = {silent_.endpoint()}});
  const auto reason = [&] {
    return RunToEnd(&context_, lookup.Find({.master = {"a.example", 5050}}, milliseconds(1)))
        .failure()
        .message;
  };
  for (size_t i = 0; i < kMaxPendingLookups; ++i) EXPECT_THAT(reason(), HasSubstr("in 1 ms"));
  EXPECT_THAT(reason(), HasSubstr("16 lookups have not ended yet"));
}

}  // namespace
}  // namespace signpost::poller
