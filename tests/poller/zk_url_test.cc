#include "poller/zk_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::poller {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ZkUrl Read(std::string_view url) {
  auto parsed = ParseZkUrl(url);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? *std::move(parsed) : ZkUrl();
}

std::string FaultOf(std::string_view url) {
  const auto parsed = ParseZkUrl(url);
  EXPECT_FALSE(parsed.ok()) << url;
  return std::string(parsed.status().message());
}

TEST(ZkUrl, ListsServersAndAPath) {
  const ZkUrl url = Read("zk://h1:2181,10.0.0.2:2182,[fd00::1]:2183/mesos");
  EXPECT_EQ(url.ServersText(), "h1:2181,10.0.0.2:2182,[fd00::1]:2183");
  EXPECT_EQ(url.servers[2].host, "fd00::1");
  EXPECT_EQ(url.path, "/mesos");
  EXPECT_EQ(url.credentials, "");
}

TEST(ZkUrl, ServersHaveAPortOfTheirOwnOrZooKeepers) {
  EXPECT_EQ(Read("zk://h1,h2:1,[::1]/m").ServersText(), "h1:2181,h2:1,[::1]:2181");
}

TEST(ZkUrl, PathMayBeMissingOrDeepAndEndInASlash) {
  EXPECT_EQ(Read("zk://h").path, "/");
  EXPECT_EQ(Read("zk://h/").path, "/");
  EXPECT_EQ(Read("zk://h/mesos/").path, "/mesos");
  EXPECT_EQ(Read("zk://h/a/b.c/..d").path, "/a/b.c/..d");
}

TEST(ZkUrl, CredentialsStandBeforeTheLastAt) {
  const ZkUrl url = Read("zk://user:p@ss:w,rd@h:2181/mesos");
  EXPECT_EQ(url.credentials, "user:p@ss:w,rd");
  EXPECT_EQ(url.ServersText(), "h:2181");
}

TEST(ZkUrl, FaultsAreNamed) {
  EXPECT_THAT(FaultOf("h:2181/mesos"), HasSubstr("begins with zk://"));
  EXPECT_THAT(FaultOf("ZK://h:2181/mesos"), HasSubstr("begins with zk://"));
  EXPECT_THAT(FaultOf("zk://user@h/mesos"), HasSubstr("user:password@"));
  EXPECT_THAT(FaultOf("zk://h1,,h3/mesos"), HasSubstr("number 2 is neither"));
  for (const char* servers : {"", ",", "h,", ":2181", "h:", "h:0", "h:65536", "h:x", "h:-1", "h 1",
                              "h\n", "::1", "[::1", "h1:1:2", "u:p@"}) {
    EXPECT_THAT(FaultOf(std::string("zk://") + servers + "/m"), HasSubstr("lists servers"));
  }
  for (const char* path : {"/a//b", "/./a", "/a/..", "/a b", "/a\x01", "/a//"}) {
    EXPECT_THAT(FaultOf(std::string("zk://h") + path), HasSubstr("has a path"));
  }
}

TEST(ZkUrl, PasswordsAreInNoMessage) {
  for (const char* url :
       {"user:hush@h/m", "zk://user:hush@h:x/m", "zk://hush@h/m", "zk://user:hush/hush@h:2181/m",
        "zk://user:x,hush/y@h:2181/m", "zk://user:hush@h//hush"}) {
    EXPECT_THAT(FaultOf(url), Not(HasSubstr("hush")));
  }
}

}  // namespace
}  // namespace signpost::poller
