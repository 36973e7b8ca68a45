#include "poller/location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::poller {
namespace {

using ::testing::HasSubstr;

const Target kAsked{.master = {"10.0.0.1", 5050}};

std::string Followed(std::string_view location) {
  auto next = FollowLocation(location, kAsked);
  return next.ok() ? next.value().ToString() : next.failure().reason;
}

std::string LeaderFollowed(std::string_view leader) {
  auto next = FollowLeader(leader, kAsked);
  return next.ok() ? next.value().ToString() : next.failure().reason;
}

TEST(Location, IsFollowedInAllFormsThatMastersWrite) {
  EXPECT_EQ(Followed("//127.0.0.2:5050/master/state"), "127.0.0.2:5050/master/state");
  EXPECT_EQ(Followed("http://m2.example:5051/state?x=1"), "m2.example:5051/state?x=1");
  EXPECT_EQ(Followed("HTTP://m2.example/state"), "m2.example:80/state");
  EXPECT_EQ(Followed("//[fd00::2]:5050/state"), "[fd00::2]:5050/state");
  EXPECT_EQ(Followed("https://[fd00::2]/state"), "https://[fd00::2]:443/state");
  EXPECT_EQ(Followed("/state"), "10.0.0.1:5050/state");
  EXPECT_EQ(Followed("//10.0.0.2:5050"), "10.0.0.2:5050/master/state");
}

TEST(Location, WithWhatIsNoNameOfAHostIsNotFollowed) {
  for (const char* location : {"http://a]b/", "//[10.0.0.2/", "//[fd00::1/state", "//[]/state",
                               "http://a#b/", "http://a\\b:80/", "http://a\"b/"}) {
    EXPECT_EQ(Followed(location), "redirect") << location;
  }
}

TEST(Location, OfAnotherSchemeIsNotFollowed) {
  for (const char* location : {"ftp://10.0.0.2/", "file:///etc/x", "file://10.0.0.2/etc/x",
                               "gopher://10.0.0.2:70/", "httpss://10.0.0.2/"}) {
    EXPECT_EQ(Followed(location), "redirect") << location;
  }
}

TEST(Location, IsFollowedFromHttpToHttps) {
  EXPECT_EQ(Followed("https://10.0.0.2:5050/state"), "https://10.0.0.2:5050/state");
  EXPECT_EQ(Followed("HTTPS://m2.example/state"), "https://m2.example:443/state");
}

TEST(Location, IsNotFollowedFromHttpsToHttp) {
  Target asked = kAsked;
  asked.is_https = true;
  for (const char* location : {"http://10.0.0.2:5050/state", "HTTP://10.0.0.1:5050/state"}) {
    EXPECT_STREQ(FollowLocation(location, asked).failure().reason, "redirect") << location;
  }
}

TEST(Location, WithoutASchemeKeepsHttps) {
  Target asked = kAsked;
  asked.is_https = true;
  for (const char* location : {"//10.0.0.2:5050/state", "/state"}) {
    EXPECT_TRUE(FollowLocation(location, asked).value().is_https) << location;
  }
  EXPECT_EQ(FollowLocation("//10.0.0.2/state", asked).value().master.port, 443);
  EXPECT_TRUE(FollowLeader("master@10.0.0.2:5050", asked).value().is_https);
}

TEST(Location, OfAConfigurationIsAUrl) {
  const auto of = [](std::string_view url) {
    const auto target = ParseUrl(url);
    return target ? target->ToString() : "none";
  };
  EXPECT_EQ(of("http://127.0.0.1:8101/acs/api/v1/auth/login"),
            "127.0.0.1:8101/acs/api/v1/auth/login");
  EXPECT_EQ(of("https://leader.mesos"), "https://leader.mesos:443/");
  EXPECT_FALSE(ParseUrl("https://leader.mesos")->is_named_by_master);
  for (const char* url : {"", "leader.mesos", "//leader.mesos/", "/login", "ftp://leader.mesos/",
                          "https://", "https://a b/", "https://user@leader.mesos/"}) {
    EXPECT_EQ(of(url), "none") << url;
  }
}

TEST(Location, OfOneHostAndPortIsTheSameInAllSpellings) {
  EXPECT_TRUE(IsSameHostPort({"M1.example", 5050}, {"m1.Example", 5050}));
  EXPECT_TRUE(IsSameHostPort({"::ffff:10.0.0.1", 5050}, {"10.0.0.1", 5050}));
  EXPECT_TRUE(IsSameHostPort({"fd00:0::1", 5050}, {"fd00::1", 5050}));
  EXPECT_FALSE(IsSameHostPort({"10.0.0.1", 5050}, {"10.0.0.1", 5051}));
  EXPECT_FALSE(IsSameHostPort({"10.0.0.1", 5050}, {"10.0.0.2", 5050}));
  EXPECT_FALSE(IsSameHostPort({"m1.example", 5050}, {"m2.example", 5050}));
}

TEST(Location, ThatIsNoneIsNotFollowed) {
  for (const char* location :
       {"", "state", "//", "///", "http://", "//:5050/", "//10.0.0.2:0/", "//10.0.0.2:65536/",
        "//10.0.0.2:x/", "//user@10.0.0.2:5050/", "//fd00::2/", "/a b", "/a\r\nX: y",
        "//10.0.0.2:5050/\x7f", "//[fe80::1%25eth0]:5050/"}) {
    EXPECT_EQ(Followed(location), "redirect") << location;
  }
}

TEST(Location, IsNotFollowedToLinkLocalAndUnspecifiedAddresses) {
  for (const char* location :
       {"//169.254.169.254/latest/meta-data", "http://169.254.0.1:5050/", "//[fe80::1]:5050/",
        "//[febf::1]:5050/", "//[::ffff:169.254.169.254]/", "//0.0.0.0:5050/", "//[::]:5050/"}) {
    EXPECT_EQ(Followed(location), "redirect") << location;
  }
}

TEST(Location, FailureNamesTheMasterAndTheValue) {
  EXPECT_THAT(FollowLocation("//0.0.0.0:1/\"", kAsked).failure().message,
              HasSubstr("10.0.0.1:5050/master/state: redirect to \"//0.0.0.0:1/\\x22\""));
}

TEST(Location, OfTheLeaderIsThatOfItsPid) {
  EXPECT_EQ(LeaderFollowed("master@10.0.0.2:5051"), "10.0.0.2:5051/master/state");
  EXPECT_EQ(LeaderFollowed("master@[fd00::2]:5050"), "[fd00::2]:5050/master/state");
  EXPECT_EQ(LeaderFollowed("master@m2.example:5050"), "m2.example:5050/master/state");
}

TEST(Location, OfALeaderAtAnyAddressIsTheHostThatWasAsked) {
  EXPECT_EQ(LeaderFollowed("master@0.0.0.0:5051"), "10.0.0.1:5051/master/state");
  EXPECT_EQ(LeaderFollowed("master@[::]:5051"), "10.0.0.1:5051/master/state");
}

TEST(Location, OfALeaderAtWhatIsNoNameOfAHostIsNotFollowed) {
  for (const char* leader : {"master@m1/x:5050", "master@m1?:5050", "master@m1#m2:5050"}) {
    EXPECT_EQ(LeaderFollowed(leader), "leader") << leader;
  }
}

TEST(Location, OfALeaderIsNotFollowedWhereNobodyMaySendUs) {
  for (const char* leader : {"master@169.254.169.254:80", "master@[fe80::1]:5050", "master@:5050",
                             "master@10.0.0.2:0", "master", "master@a b:5050", ""}) {
    EXPECT_EQ(LeaderFollowed(leader), "leader") << leader;
  }
}

}  // namespace
}  // namespace signpost::poller
