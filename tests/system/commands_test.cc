// The commands that end by themselves, and their exit statuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
