// SIGHUP, as an operator sends it to the running program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>

#include "absl/strings/str_cat.h"
#include "system/query_stream.h"
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

  // The records of `name`, a line each.
  std::string Ask(const std::string& name, const std::string& server = "@127.0.0.1") const {
    return RunProgram({"dig", server, "-p", std::to_string(server_.dns().port), "+noall", "+answer",
                       "+tries=3", "+time=20", name})
        .output;
  }

  std::string Leader() const {
    return RunProgram({"dig", "@127.0.0.1", "-p", std::to_string(server_.dns().port), "+short",
                       "+tries=3", "+time=20", "leader.mesos"})
        .output;
  }

  // The table with the new TTL follows soon.
  bool EventuallyAnswers(const std::string& ttl) const {
    for (int i = 0; i < 100; ++i) {
      if (Ask("leader.mesos").find("\t" + ttl + "\tIN") != std::string::npos) return true;
      usleep(50'000);
    }
    return false;
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

TEST_F(Reload, GoesOnWithWhatTheFileSays) {
  ASSERT_TRUE(After(ConfigText(", \"ttl\": 17, \"workers\": 3"), "changed: ttl, workers\n"))
      << server_.log();
  EXPECT_TRUE(EventuallyAnswers("17"));
  EXPECT_THAT(Status(), AllOf(HasSubstr("\"reload_changed\""), HasSubstr("\"reload_count\"")));
  EXPECT_EQ(server_.Stop(SIGTERM), 0);
}

TEST_F(Reload, ServesAnotherDomain) {
  ASSERT_TRUE(After(ConfigText(", \"domain\": \"cluster\""), "changed: domain")) << server_.log();
  for (int i = 0; i < 100 && Ask("leader.cluster").empty(); ++i) usleep(50'000);
  EXPECT_THAT(Ask("leader.cluster"), HasSubstr("10.0.0.1"));
}

TEST_F(Reload, TakesFromTheUserNothingThatOnlyAStartGives) {
  ASSERT_TRUE(After(ConfigText(", \"user\": \"root\""), "needs a restart: user")) << server_.log();
  EXPECT_THAT(Status(), AllOf(HasSubstr("\"reload_needs_restart\""), HasSubstr("\"user\"")));
}

TEST_F(Reload, RefusesToListenWhereItCannot) {
  ASSERT_TRUE(After(ConfigText(R"(, "listener": "192.0.2.1")"), "refused, the server goes on"))
      << server_.log();
  EXPECT_THAT(server_.log(), HasSubstr("192.0.2.1"));
  EXPECT_EQ(Leader(), "10.0.0.1\n");
}

TEST_F(Reload, MovesToAnotherAddress) {
  const uint16_t port = server_.dns().port;
  ASSERT_TRUE(After(ConfigText(absl::StrCat(R"(, "listener": ["127.0.0.1", "127.0.0.2"],
                                               "port": )",
                                            port)),
                    "changed: port, listener\n"))
      << server_.log();
  EXPECT_EQ(Leader(), "10.0.0.1\n");
  EXPECT_THAT(Ask("leader.mesos", "@127.0.0.2"), HasSubstr("10.0.0.1"));
}

TEST_F(Reload, LosesNoQueryThatIsAsked) {
  QueryStream queries(server_.dns());
  for (int i = 1; i <= 20; ++i) {
    queries.Send(50);
    ASSERT_TRUE(After(ConfigText(absl::StrCat(", \"ttl\": ", i, ", \"workers\": ", 1 + i % 3)),
                      "changed: "));
    queries.Send(50);
    EXPECT_EQ(queries.ReceiveGood(100), 100U);
  }
}

TEST_F(Reload, TheCommandSaysWhatCameOfIt) {
  const std::vector<std::string> command = {"reload", "--server", server_.http().ToString()};
  folder_.Replace("config.json", ConfigText(", \"ttl\": 5"));
  const ProgramResult taken = RunSignpost(command);
  EXPECT_EQ(taken.status, 0) << taken.log;
  EXPECT_EQ(taken.output, "changed   ttl\n");
  folder_.Replace("config.json", ConfigText(", \"ttl\": \"x\""));
  const ProgramResult refused = RunSignpost(command);
  EXPECT_EQ(refused.status, 1) << refused.log;
  EXPECT_THAT(refused.output, AllOf(HasSubstr("refused"), HasSubstr("ttl")));
}

TEST_F(Reload, TheCommandSignalsNobodyWhereNoServerIs) {
  const ProgramResult result = RunSignpost({"reload", "--server", "127.0.0.1:1"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.log, HasSubstr("127.0.0.1:1"));
}

TEST_F(Reload, AnOpenConnectionGoesOn) {
  TcpQueries queries(server_.dns());
  EXPECT_TRUE(queries.Ask());
  ASSERT_TRUE(After(ConfigText(", \"ttl\": 9"), "changed: ttl")) << server_.log();
  EXPECT_TRUE(queries.Ask());
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
