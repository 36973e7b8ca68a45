#include "http/host_rule.h"

#include <gtest/gtest.h>

namespace signpost::http {
namespace {

HostVerdict Check(std::string_view host, const std::vector<std::string>& names = {}) {
  return HostRule("mesos", names).Check(host);
}

TEST(HostRule, ServesAddressesWhateverTheyAre) {
  for (const char* host : {"127.0.0.1", "10.0.0.1:8123", "192.0.2.7.", "[::1]", "[fd00::3]:8123",
                           "[fe80::1%25eth0]", "127.0.0.1:"}) {
    EXPECT_EQ(Check(host), HostVerdict::kServed) << host;
  }
}

TEST(HostRule, ServesLocalhostAndTheZone) {
  for (const char* host : {"localhost", "LocalHost:8123", "localhost.", "mesos", "mesos.",
                           "leader.mesos", "MASTER.Mesos.:8123", "web.shop.marathon.mesos"}) {
    EXPECT_EQ(Check(host), HostVerdict::kServed) << host;
  }
}

TEST(HostRule, DoesNotServeAHostThatItDoesNotKnow) {
  for (const char* host : {"evil.example", "evil.example:8123", "evilmesos", "mesos.evil.example",
                           "localhost.evil.example", "127.0.0.1.evil.example", "127.1",
                           "0x7f000001", ".", "a.localhost"}) {
    EXPECT_EQ(Check(host), HostVerdict::kForeign) << host;
  }
}

TEST(HostRule, ServesTheNamesThatItIsTold) {
  const std::vector<std::string> names = {"DNS.Example.", "node1"};
  EXPECT_EQ(Check("dns.example", names), HostVerdict::kServed);
  EXPECT_EQ(Check("dns.EXAMPLE.:80", names), HostVerdict::kServed);
  EXPECT_EQ(Check("node1", names), HostVerdict::kServed);
  EXPECT_EQ(Check("a.dns.example", names), HostVerdict::kForeign);
}

TEST(HostRule, AnAsteriskServesEveryName) {
  EXPECT_EQ(Check("evil.example", {"*"}), HostVerdict::kServed);
  EXPECT_EQ(Check("a b", {"*"}), HostVerdict::kMalformed);
}

TEST(HostRule, KnowsWhatIsNoHost) {
  for (const char* host : {"a b", "a:b", "localhost:80:80", "[::1", "[::1]x", "[127.0.0.1]",
                           "[mesos]", ":80", "user@localhost", "mesos/", "caf\xc3\xa9.mesos"}) {
    EXPECT_EQ(Check(host), HostVerdict::kMalformed) << host;
  }
}

TEST(HostRule, WhoNamesNoHostIsServed) { EXPECT_EQ(Check(""), HostVerdict::kServed); }

TEST(HostRule, WithoutAZoneNoNameIsInIt) {
  EXPECT_EQ(HostRule("", {}).Check("a."), HostVerdict::kForeign);
}

TEST(HostRule, AnAbsoluteTargetGoesBeforeTheHeader) {
  EXPECT_EQ(HostAsked("/v1/version", "a"), "a");
  EXPECT_EQ(HostAsked("/v1/hosts/http://b/", "a"), "a");
  EXPECT_EQ(HostAsked("http://b:80/v1/version", "a"), "b:80");
  EXPECT_EQ(HostAsked("http://b?x=://c/", "a"), "b");
  EXPECT_EQ(HostAsked("*", "a"), "a");
}

}  // namespace
}  // namespace signpost::http
