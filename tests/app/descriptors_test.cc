#include "app/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "dns/limits.h"
#include "forward/limits.h"
#include "http/limits.h"

namespace signpost::app {
namespace {

TEST(Descriptors, EnoughLeaveTheLimitsAsTheyAre) {
  const DescriptorShares shares = ShareDescriptors(20000, 2, 1);
  EXPECT_EQ(shares.dns_sessions, dns::kMaxTcpSessions);
  EXPECT_EQ(shares.http_sessions, http::kMaxSessions);
  EXPECT_EQ(shares.upstream_sockets, forward::kMaxUpstreamSockets);
}

TEST(Descriptors, FewAreSharedSoThatSomeStayForTheProgramItself) {
  const DescriptorShares shares = ShareDescriptors(128, 2, 1);
  EXPECT_EQ(shares.dns_sessions, 42U);
  EXPECT_EQ(shares.http_sessions, 21U);
  EXPECT_EQ(shares.upstream_sockets, 21U);
}

TEST(Descriptors, EachPartHasOneHoweverFewThereAre) {
  for (const size_t limit : {0U, 1U, 42U, 43U}) {
    EXPECT_EQ(ShareDescriptors(limit, 2, 1).dns_sessions, 1U) << limit;
    EXPECT_EQ(ShareDescriptors(limit, 2, 1).http_sessions, 1U) << limit;
    EXPECT_EQ(ShareDescriptors(limit, 2, 1).upstream_sockets, 1U) << limit;
  }
}

TEST(Descriptors, TheLimitIsRaisedToTheHardOne) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{before.rlim_max / 2, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(RaiseDescriptorLimit(), before.rlim_max);
  rlimit after{};
  getrlimit(RLIMIT_NOFILE, &after);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace signpost::app
