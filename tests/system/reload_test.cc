// SIGHUP, as an operator sends it to the running program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ConfigText(const std::string& more) {
  return R"({"stateFile": "state.json", "listener": "127.0.0.1", "httplistener": "127.0.0.1",
      "port": 0, "httpport": 0, "externalon": false, "masters": ["10.0.0.1:5050"])" +
         more + "}";
}

class Reload : public ::testing::Test {
 protected:
  Reload()
      : state_file_(folder_.Replace("state.json", R"({"leader": "master@10.0.0.1:5050",
            "frameworks": [], "slaves": []})")),
        server_(folder_.Replace("config.json", ConfigText(""))) {}

  void SetUp() override { ASSERT_TRUE(server_.WaitForLog("serving ")) << server_.log(); }

  // Sends SIGHUP with this as the file, and waits for `line` in the log.
  bool After(const std::string& config, std::string_view line) {
    folder_.Replace("config.json", config);
    return kill(server_.pid(), SIGHUP) == 0 && server_.WaitForLog(line);
  }

  // Whatever waits for a restart, the server answers.
  std::string Leader() const {
    return RunProgram({"dig", "@127.0.0.1", "-p", std::to_string(server_.dns().port), "+short",
                       "+tries=3", "+time=20", "leader.mesos"})
        .output;
  }

  std::string Status() const {
    return RunProgram({"curl", "-sS", "--max-time", "60",
                       "http://" + server_.http().ToString() + "/v1/status"})
        .output;
  }

  TestFolder folder_;
  const std::string state_file_;
  ServerProcess server_;
};

TEST_F(Reload, RefusesAFaultyFileAndGoesOnAnswering) {
  ASSERT_TRUE(After("{\"ttl\": ", "refused, the server goes on")) << server_.log();
  EXPECT_EQ(Leader(), "10.0.0.1\n");
  const std::string status = Status();
  EXPECT_THAT(status, HasSubstr("\"reload_fault\""));
  EXPECT_THAT(status, HasSubstr("\"reload_refused_count\""));
  EXPECT_EQ(server_.Stop(SIGTERM), 0);
}

TEST_F(Reload, NamesTheKeysThatNeedARestart) {
  ASSERT_TRUE(After(ConfigText(", \"ttl\": 17"), "read again, needs a restart: ttl\n"))
      << server_.log();
  EXPECT_EQ(Leader(), "10.0.0.1\n");
  EXPECT_THAT(Status(), AllOf(HasSubstr("\"reload_needs_restart\""), HasSubstr("\"ttl\"")));
}

TEST_F(Reload, RefusesAFileThatNamesAnAccountThatIsNone) {
  ASSERT_TRUE(After(ConfigText(", \"user\": \"nobody-of-that-name\""), "refused, the server"))
      << server_.log();
  EXPECT_EQ(Leader(), "10.0.0.1\n");
}

TEST_F(Reload, SaysThatNothingHasChanged) {
  EXPECT_TRUE(After(ConfigText(""), "read again, nothing has changed")) << server_.log();
}

}  // namespace
}  // namespace signpost::testing
