// The commands that end by themselves, and their exit statuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "support/files.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kDemoState = SIGNPOST_SOURCE_DIR "/config/demo-cluster.json";
const std::string kDemoConfig = SIGNPOST_SOURCE_DIR "/config/demo.json";

TEST(Command, RecordsPrintsAZoneThatOtherServersTake) {
  const ProgramResult printed = RunSignpost({"records", "--state", kDemoState});
  ASSERT_EQ(printed.status, 0) << printed.log;
  const TestFolder folder;
  const std::string zone = folder.Write("mesos.zone", printed.output);
  EXPECT_EQ(RunProgram({"named-checkzone", "mesos", zone}).status, 0);
  EXPECT_EQ(RunProgram({"ldns-read-zone", zone}).status, 0);
}

TEST(Command, RecordsHasSoaFirstAndIsTheSameEachTime) {
  const ProgramResult first =
      RunSignpost({"records", "-config", kDemoConfig, "--state", kDemoState});
  EXPECT_TRUE(first.output.starts_with("mesos. 60 IN SOA ns1.mesos. root.ns1.mesos. 1 "));
  EXPECT_THAT(first.output, HasSubstr("\nweb.shop.marathon.mesos. 60 IN A 10.0.0.11\n"));
  EXPECT_EQ(RunSignpost({"records", "-config", kDemoConfig, "--state", kDemoState}).output,
            first.output);
}

TEST(Command, RecordsSaysWhatIsNoState) {
  const TestFolder folder;
  const std::string file = folder.Write("none.json", "{}");
  const ProgramResult result = RunSignpost({"records", "--state", file});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, IsEmpty());
  EXPECT_THAT(result.log, HasSubstr("none.json: "));
}

TEST(Command, CheckConfigReportsEveryFaultTogether) {
  const TestFolder folder;
  const std::string file =
      folder.Write("bad.json", R"({"masters": ["10.0.0.1:0"], "port": 70000, "tttl": 1})");
  const ProgramResult result = RunSignpost({"--check-config", "--config=" + file});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.log, AllOf(HasSubstr("masters[0]: port 0 is not between 1 and 65535"),
                                HasSubstr("port: 70000"), HasSubstr("tttl: unknown key")));
}

TEST(Command, ServingAFaultyConfigurationEndsWithStatus1) {
  const TestFolder folder;
  const ProgramResult result =
      RunSignpost({"-v=1", "-logtostderr", "-config", folder.Write("bad.json", R"({"port": -1})")});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.log, HasSubstr("bad.json: port: -1"));
}

TEST(Command, FaultsAreLoggedInTheFormThatTheConfigurationAsksFor) {
  const TestFolder folder;
  const std::string file = folder.Write("bad.json", R"({"port": -1, "logFormat": "json"})");
  const ProgramResult result = RunSignpost({"-config", file});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.log, AllOf(HasSubstr("\"level\":\"error\",\"message\":\""),
                                HasSubstr("bad.json: port: -1")));
}

TEST(Command, CheckConfigTakesTheDemo) {
  const ProgramResult result = RunSignpost({"--check-config", "-config", kDemoConfig});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_THAT(result.output, HasSubstr("no faults"));
}

TEST(Command, CheckConfigLooksAtTheFilesAndTheUserThatItNames) {
  const TestFolder folder;
  const std::string file = folder.Write("bad.json", R"({"masters": ["10.0.0.1:5050"],
    "externalon": false, "CACertFile": "/not/there.pem"})");
  const ProgramResult no_file = RunSignpost({"check-config", file});
  EXPECT_EQ(no_file.status, 1);
  EXPECT_THAT(no_file.log, HasSubstr("CACertFile: \"/not/there.pem\" cannot be read"));
  const ProgramResult no_user = RunSignpost({"check-config", folder.Write("user.json", R"({
    "masters": ["10.0.0.1:5050"], "externalon": false, "user": "no-such-user"})")});
  EXPECT_EQ(no_user.status, 1);
  EXPECT_THAT(no_user.log, HasSubstr("user: \"no-such-user\" is not a user of this system"));
}

// The commands that ask a running server, asking one of the demo cluster.
class Question : public ::testing::Test {
 protected:
  explicit Question(const std::string& keys = "")
      : state_file_(folder_.Write("state.json", ReadFile("config/demo-cluster.json"))),
        server_(folder_.Write("config.json", R"({"stateFile": "state.json", "port": 0,
          "listener": "127.0.0.1", "httplistener": "127.0.0.1", "httpport": 0,
          "externalon": false)" + keys + "}")) {}

  void SetUp() override { ASSERT_TRUE(server_.WaitForLog("serving ")) << server_.log(); }

  ProgramResult Ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--server", server_.http().ToString()});
    return RunSignpost(arguments);
  }

  TestFolder folder_;
  const std::string state_file_;
  ServerProcess server_;
};

class QuestionWithoutLists : public Question {
 protected:
  QuestionWithoutLists() : Question(R"(, "EnumerationOn": false)") {}
};

TEST_F(Question, StatusSaysHowTheServerIs) {
  const ProgramResult result = Ask({"status"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_THAT(result.output, AllOf(HasSubstr("version " SIGNPOST_VERSION "\nready     yes\n"),
                                   HasSubstr("\nsource    a file\n"), HasSubstr(" names, ")));
}

TEST_F(Question, LookupSaysWhatANameIsAndWhy) {
  const ProgramResult result = Ask({"lookup", "web.shop.marathon.mesos", "A"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_THAT(result.output, AllOf(HasSubstr("web.shop.marathon.mesos. 60 IN A 10.0.0.11\n"),
                                   HasSubstr("  framework  marathon\n"), HasSubstr("  address    "),
                                   HasSubstr("  health     ")));
}

TEST_F(Question, LookupOfANameThatIsNotThereEndsWithStatus1) {
  const ProgramResult result = Ask({"lookup", "no?such name.mesos"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, HasSubstr("NXDOMAIN"));
}

TEST_F(QuestionWithoutLists, LookupSaysThatTheServerDoesNotListNames) {
  const ProgramResult result = Ask({"lookup", "web.shop.marathon.mesos"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.log, HasSubstr("EnumerationOn"));
  EXPECT_EQ(Ask({"status"}).status, 0);
}

TEST(Command, StatusOfAServerThatKnowsNothingYetEndsWithStatus1) {
  const TestFolder folder;
  ServerProcess server(folder.Write("c.json", R"({"stateFile": "not-there.json", "dnson": false,
    "httplistener": "127.0.0.1", "httpport": 0, "externalon": false})"));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  const std::string address = server.http().ToString();
  const ProgramResult result = RunSignpost({"status", "--server", address});
  EXPECT_EQ(result.status, 1) << result.log;
  EXPECT_THAT(result.output, HasSubstr("ready     no: the state of the cluster is not known yet"));
  EXPECT_EQ(RunSignpost({"lookup", "web.mesos", "--server", address}).status, 2);
}

TEST(Command, QuestionsToAServerThatIsNotThereEndWithStatus2) {
  const TestFolder folder;
  ServerProcess server(folder.Write("c.json", R"({"stateFile": "not-there.json", "dnson": false,
    "httplistener": "127.0.0.1", "httpport": 0, "externalon": false})"));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  const std::string address = server.http().ToString();
  server.Stop(SIGTERM);
  for (const auto& command : {std::vector<std::string>{"status"}, {"lookup", "web.mesos"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--server", address});
    const ProgramResult result = RunSignpost(arguments);
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.log, HasSubstr(address + " cannot "));
    EXPECT_THAT(result.output, IsEmpty());
  }
}

TEST(Command, VersionAndHelpGoToStandardOutput) {
  EXPECT_THAT(RunSignpost({"--version"}).output, HasSubstr("signpost " SIGNPOST_VERSION));
  EXPECT_THAT(RunSignpost({"--help"}).output, HasSubstr("-config FILE"));
}

TEST(Command, AnUnknownFlagEndsWithStatus2) {
  const ProgramResult result = RunSignpost({"--frobnicate"});
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.log, HasSubstr("unknown flag --frobnicate"));
}

}  // namespace
}  // namespace signpost::testing
