// The program as its users meet it: a configuration file, dig, curl, signals.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "support/files.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kState[] = R"({"leader": "master@10.0.0.1:5050", "frameworks": [], "slaves": [
  {"id": "S1", "hostname": "agent", "pid": "slave(1)@10.0.1.1:5051"}]})";

// A server of state.json in a folder of its own, on ports that the system chooses.
class Serve : public ::testing::Test {
 protected:
  explicit Serve(const std::string& state = kState)
      : state_file_(folder_.Replace("state.json", state)),
        server_(
            folder_.Replace("config.json", R"({"stateFile": "state.json", "listener": "127.0.0.1",
          "httplistener": "127.0.0.1", "port": 0, "httpport": 0, "externalon": false,
          "masters": ["10.0.0.1:5050"]})")) {
    started_ = server_.WaitForLog("serving ");
  }

  void SetUp() override { ASSERT_TRUE(started_) << server_.log(); }

  std::string Dig(std::vector<std::string> question) const {
    std::vector<std::string> command = {
        "dig",    "@127.0.0.1", "-p",      std::to_string(server_.dns().port),
        "+short", "+tries=3",   "+time=20"};
    command.insert(command.end(), question.begin(), question.end());
    return RunProgram(command).output;
  }

  std::string Curl(const std::string& path) const {
    return RunProgram(
               {"curl", "-sS", "--max-time", "60", "http://" + server_.http().ToString() + path})
        .output;
  }

  TestFolder folder_;
  const std::string state_file_;
  ServerProcess server_;
  bool started_ = false;
};

class ServeDemo : public Serve {
 protected:
  ServeDemo() : Serve(ReadFile("config/demo-cluster.json")) {}
};

TEST_F(ServeDemo, AnswersTheCommandsOfTheReadme) {
  EXPECT_THAT(Dig({"web.shop.marathon.mesos"}), HasSubstr("10.0.0.11\n"));
  EXPECT_THAT(Dig({"SRV", "_web.shop._tcp.marathon.mesos"}), HasSubstr(".marathon.mesos.\n"));
  EXPECT_THAT(Curl("/v1/hosts/web.shop.marathon.mesos"),
              HasSubstr(R"({"host":"web.shop.marathon.mesos.","ip":"10.0.0.11"})"));
}

TEST_F(Serve, AnswersOverTcpToo) { EXPECT_EQ(Dig({"+tcp", "leader.mesos"}), "10.0.0.1\n"); }

TEST_F(Serve, TellsHttpClientsWhatItServes) {
  EXPECT_THAT(Curl("/v1/status"), AllOf(HasSubstr(R"("known":true)"), HasSubstr(R"("agents":1)")));
  EXPECT_THAT(Curl("/v1/config"), HasSubstr(R"("Domain":"mesos")"));
}

TEST_F(Serve, SaysThatItIsReadyOnceItKnowsTheZone) {
  EXPECT_THAT(Curl("/health"), HasSubstr("true"));
  EXPECT_THAT(Curl("/ready"), HasSubstr(R"("ready":true)"));
}

TEST_F(Serve, ItsMetricsAreAsPrometheusWantsThem) {
  Dig({"leader.mesos"});
  const std::string url = "http://" + server_.http().ToString() + "/metrics";
  const ProgramResult checked =
      RunProgram({"bash", "-c",
                  "set -o pipefail; curl -sSf --max-time 60 " + url + " | promtool check metrics"});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.log;
  EXPECT_EQ(checked.output + checked.log, "");
}

TEST(Alerts, AreRulesOfPrometheus) {
  const ProgramResult checked =
      RunProgram({"promtool", "check", "rules",
                  SIGNPOST_SOURCE_DIR "/packaging/prometheus/signpost-alerts.yml"});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.log;
}

TEST_F(Serve, FollowsItsFile) {
  std::string state = kState;
  state.replace(state.find("10.0.0.1"), 8, "10.0.0.2");
  folder_.Replace("state.json", state);
  // The file is watched; a poll would come after a minute.
  std::string answer;
  for (int i = 0; i < 300 && answer != "10.0.0.2\n"; ++i) answer = Dig({"leader.mesos"});
  EXPECT_EQ(answer, "10.0.0.2\n");
}

TEST_F(Serve, KeepsItsAnswersWhenTheFileIsNoState) {
  folder_.Replace("state.json", "[1, 2");
  ASSERT_TRUE(server_.WaitForLog("no new state")) << server_.log();
  EXPECT_EQ(Dig({"leader.mesos"}), "10.0.0.1\n");
  EXPECT_THAT(server_.log(), HasSubstr("state.json"));
}

TEST_F(Serve, EndsWithStatus0WhenAskedTo) {
  EXPECT_EQ(server_.Stop(SIGTERM), 0);
  EXPECT_THAT(server_.log(), HasSubstr("stopped\n"));
}

TEST_F(Serve, ASecondSignalEndsItAtOnce) {
  // Both wait for a process that is stopped, so that the second is there before the stop begins.
  kill(server_.pid(), SIGSTOP);
  ASSERT_EQ(waitpid(server_.pid(), nullptr, WUNTRACED), server_.pid());
  kill(server_.pid(), SIGTERM);
  kill(server_.pid(), SIGINT);
  kill(server_.pid(), SIGCONT);
  EXPECT_THAT(server_.Wait(), AnyOf(128 + SIGTERM, 128 + SIGINT));
  EXPECT_THAT(server_.log(),
              AllOf(HasSubstr("stopping after signal"), Not(HasSubstr("stopped\n"))));
}

TEST_F(Serve, GoesOnAnsweringButIsNotReadyUntilASecondSignal) {
  const std::string config = folder_.Replace(
      "slow.json", R"({"stateFile": "state.json", "listener": "127.0.0.1", "port": 0,
        "httplistener": "127.0.0.1", "httpport": 0, "externalon": false, "lameDuckSeconds": 600})");
  ServerProcess slow(config);
  ASSERT_TRUE(slow.WaitForLog("serving ")) << slow.log();
  kill(slow.pid(), SIGTERM);
  ASSERT_TRUE(slow.WaitForLog("stopping after signal")) << slow.log();
  const std::string url = "http://" + slow.http().ToString() + "/ready";
  std::string ready;
  for (int i = 0; i < 300 && ready.find("stopping") == ready.npos; ++i) {
    ready = RunProgram({"curl", "-sS", "--max-time", "60", "-w", "%{http_code}", url}).output;
  }
  EXPECT_THAT(ready, AllOf(HasSubstr(R"("problems":["stopping"])"), HasSubstr("503")));
  const std::string port = std::to_string(slow.dns().port);
  EXPECT_EQ(RunProgram({"dig", "@127.0.0.1", "-p", port, "+short", "leader.mesos"}).output,
            "10.0.0.1\n");
  EXPECT_EQ(slow.Stop(SIGTERM), 0);
}

TEST_F(Serve, ALameDuckEndsByItself) {
  const std::string config = folder_.Replace(
      "slow.json", R"({"stateFile": "state.json", "listener": "127.0.0.1", "port": 0,
        "httpon": false, "externalon": false, "lameDuckSeconds": 1})");
  ServerProcess slow(config);
  ASSERT_TRUE(slow.WaitForLog("serving ")) << slow.log();
  EXPECT_EQ(slow.Stop(SIGTERM), 0);
}

TEST_F(Serve, ASecondServerOnTheSamePortSaysSoAndEnds) {
  const std::string config = folder_.Replace(
      "second.json", R"({"stateFile": "state.json", "listener": "127.0.0.1", "httpon": false,
        "externalon": false, "port": )" +
                         std::to_string(server_.dns().port) + "}");
  const ProgramResult second = RunSignpost({"-config", config});
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.log, AllOf(HasSubstr(server_.dns().ToString()), HasSubstr("in use")));
}

TEST_F(Serve, IsSilentInTheZoneUntilAStateIsKnown) {
  const std::string config = folder_.Replace(
      "early.json", R"({"stateFile": "not-there.json", "listener": "127.0.0.1", "httpon": false,
        "externalon": false, "port": 0})");
  ServerProcess early(config);
  ASSERT_TRUE(early.WaitForLog("no new state")) << early.log();
  const ProgramResult asked =
      RunProgram({"dig", "@127.0.0.1", "-p", std::to_string(early.dns().port), "leader.mesos"});
  EXPECT_THAT(asked.output, HasSubstr("status: SERVFAIL"));
}

}  // namespace
}  // namespace signpost::testing
