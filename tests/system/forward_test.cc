// The program as a host's name server: names of others through its resolvers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "support/fake_upstream.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kState[] = R"({"leader": "master@10.0.0.1:5050", "frameworks": [], "slaves": []})";

std::string ConfigWith(const std::string& keys) {
  return R"({"stateFile": "state.json", "listener": "127.0.0.1", "httpon": false, )" + keys + "}";
}

class Forward : public ::testing::Test {
 protected:
  Forward() {
    folder_.Replace("state.json", kState);
    server_.emplace(folder_.Replace(
        "config.json",
        ConfigWith(R"("port": 0, "resolvers": [")" + resolver_.endpoint().ToString() + "\"]")));
    started_ = server_->WaitForLog("serving ");
  }

  void SetUp() override { ASSERT_TRUE(started_) << server_->log(); }

  std::string Dig(const std::vector<std::string>& question) const {
    std::vector<std::string> command = {
        "dig",    "@127.0.0.1", "-p",      std::to_string(server_->dns().port),
        "+short", "+tries=3",   "+time=20"};
    command.insert(command.end(), question.begin(), question.end());
    return RunProgram(command).output;
  }

  const ServingUpstream resolver_;
  TestFolder folder_;
  std::optional<ServerProcess> server_;
  bool started_ = false;
};

TEST_F(Forward, AsksItsResolverForNamesOutsideTheZone) {
  EXPECT_EQ(Dig({"www.example.org"}), "192.0.2.1\n");
  EXPECT_EQ(Dig({"+tcp", "www.example.org"}), "192.0.2.1\n");
  EXPECT_EQ(resolver_.query_count(), 2U);
}

TEST_F(Forward, AnswersForTheZoneItself) {
  EXPECT_EQ(Dig({"leader.mesos"}), "10.0.0.1\n");
  EXPECT_EQ(Dig({"localhost"}), "127.0.0.1\n");
  EXPECT_EQ(resolver_.query_count(), 0U);
}

TEST(ForwardStart, DoesNotStartWithItselfAsResolver) {
  TestFolder folder;
  const ProgramResult result = RunSignpost(
      {"-config", folder.Replace("config.json",
                                 ConfigWith(R"("port": 5399, "resolvers": ["127.0.0.1:5399"])"))});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.log, HasSubstr("resolvers[0]: 127.0.0.1:5399 is this server"));
}

}  // namespace
}  // namespace signpost::testing
