#include "app/asked_server.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/test_folder.h"

namespace signpost::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Asked(const std::string& server, const std::string& config_file = "") {
  const auto found = ServerToAsk(server, config_file);
  return found.ok() ? ServerText(*found) : std::string(found.status().message());
}

// Where the configuration with these keys is asked.
std::string AskedOf(const std::string& keys) {
  const testing::TestFolder folder;
  return Asked("", folder.Write("c.json", R"({"stateFile": "s", "externalon": false, )" + keys));
}

TEST(ServerToAsk, IsTheMachinesOwnWithoutAnythingGiven) { EXPECT_EQ(Asked(""), "127.0.0.1:8123"); }

TEST(ServerToAsk, IsTheOneThatIsGiven) {
  EXPECT_EQ(Asked("dns.example:80"), "dns.example:80");
  EXPECT_EQ(Asked("[::1]:80", "/not/read.json"), "[::1]:80");
  for (const char* none : {"dns.example", ":80", "a:0", "a:70000", "::1"}) {
    EXPECT_FALSE(ServerToAsk(none, "").ok()) << none;
  }
}

TEST(ServerToAsk, ListensWhereItsConfigurationSays) {
  EXPECT_EQ(AskedOf(R"("httplistener": "10.0.0.1", "httpport": 81})"), "10.0.0.1:81");
  EXPECT_EQ(AskedOf(R"("httpport": 81})"), "127.0.0.1:81");
  EXPECT_EQ(AskedOf(R"("httplistener": ["::", "10.0.0.1"]})"), "[::1]:8123");
}

TEST(ServerToAsk, SaysWhyAConfigurationNamesNone) {
  EXPECT_THAT(AskedOf(R"("httpon": false})"), HasSubstr("c.json: httpon is false"));
  EXPECT_THAT(AskedOf(R"("httpport": 0})"), HasSubstr("--server"));
  EXPECT_THAT(AskedOf(R"("httpport": -1})"), HasSubstr("c.json: httpport: -1"));
  EXPECT_THAT(Asked("", "/not/there.json"), HasSubstr("/not/there.json: "));
}

TEST(ServerToAsk, NeedsNoRightToTheFilesThatTheConfigurationNames) {
  EXPECT_EQ(AskedOf(R"("cookieSecretFile": "/not/there", "httpport": 81})"), "127.0.0.1:81");
}

}  // namespace
}  // namespace signpost::app
