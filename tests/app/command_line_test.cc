#include "app/command_line.h"

#include <initializer_list>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<CommandLine> Parse(std::initializer_list<std::string> arguments) {
  return ParseCommandLine(std::vector<std::string>(arguments));
}

std::string FaultOf(std::initializer_list<std::string> arguments) {
  return std::string(Parse(arguments).status().message());
}

TEST(CommandLine, EmptyOneServesConfigJson) {
  const auto line = Parse({});
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->command, Command::kServe);
  EXPECT_EQ(line->config_file, "config.json");
  EXPECT_FALSE(line->debug);
}

TEST(CommandLine, ConfigHasOneDashOrTwoAndItsValueAfterEqualsOrASpace) {
  for (const auto& arguments : {std::vector<std::string>{"-config", "a.json"},
                                {"--config", "a.json"},
                                {"-config=a.json"},
                                {"--config=a.json"}}) {
    const auto line = ParseCommandLine(arguments);
    ASSERT_TRUE(line.ok()) << arguments[0];
    EXPECT_EQ(line->config_file, "a.json") << arguments[0];
    EXPECT_EQ(line->command, Command::kServe);
  }
}

TEST(CommandLine, ValueMayHoldEqualsAndBeginWithADash) {
  EXPECT_EQ(Parse({"-config=a=b.json"})->config_file, "a=b.json");
  EXPECT_EQ(Parse({"-config", "-a.json"})->config_file, "-a.json");
}

TEST(CommandLine, LastOfTwoConfigsCounts) {
  EXPECT_EQ(Parse({"-config=a", "-config=b"})->config_file, "b");
}

TEST(CommandLine, CheckConfigVersionAndHelpAreCommands) {
  EXPECT_EQ(Parse({"--check-config", "-config", "a"})->command, Command::kCheckConfig);
  EXPECT_EQ(Parse({"--version"})->command, Command::kVersion);
  EXPECT_EQ(Parse({"-version"})->command, Command::kVersion);
  EXPECT_EQ(Parse({"-version=true"})->command, Command::kVersion);
  EXPECT_EQ(Parse({"-version=false"})->command, Command::kServe);
  EXPECT_EQ(Parse({"--help"})->command, Command::kHelp);
  EXPECT_EQ(Parse({"-h"})->command, Command::kHelp);
}

TEST(CommandLine, CheckConfigIsAWordToo) {
  EXPECT_EQ(Parse({"check-config"})->config_file, "config.json");
  for (const auto& arguments : {std::vector<std::string>{"check-config", "a.json"},
                                {"check-config", "-config", "a.json"},
                                {"-config=a.json", "check-config"},
                                {"-check-config", "a.json"},
                                {"--check-config", "a.json"}}) {
    const auto line = ParseCommandLine(arguments);
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_EQ(line->command, Command::kCheckConfig);
    EXPECT_EQ(line->config_file, "a.json");
  }
  EXPECT_EQ(FaultOf({"check-config", "a.json", "b.json"}), "unexpected argument b.json");
  EXPECT_EQ(FaultOf({"records", "check-config"}), "unexpected argument check-config");
}

TEST(CommandLine, ReloadTakesAConfigurationOrAServer) {
  EXPECT_EQ(Parse({"reload"})->command, Command::kReload);
  EXPECT_EQ(Parse({"reload"})->config_file, "");
  EXPECT_EQ(Parse({"reload", "-config", "a.json"})->config_file, "a.json");
  EXPECT_EQ(Parse({"reload", "--server", "127.0.0.1:8123"})->server, "127.0.0.1:8123");
}

TEST(CommandLine, HelpGoesBeforeVersionAndVersionBeforeAllElse) {
  EXPECT_EQ(Parse({"--version", "--help"})->command, Command::kHelp);
  EXPECT_EQ(Parse({"--help", "--version", "--check-config"})->command, Command::kHelp);
  EXPECT_EQ(Parse({"records", "--version"})->command, Command::kVersion);
  EXPECT_EQ(Parse({"--version", "records"})->command, Command::kVersion);
}

TEST(CommandLine, FlagsOfTheReferencesLogAreTakenWithoutEffect) {
  const auto line = Parse({"-logtostderr", "--alsologtostderr=true", "-stderrthreshold", "INFO",
                           "-stderrthreshold=2", "--vmodule=a=1", "-log_dir", "/tmp",
                           "-log_backtrace_at=a.go:1", "-log_backtrace_at", "-config=a.json"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->command, Command::kServe);
  EXPECT_EQ(line->config_file, "a.json");
  EXPECT_FALSE(line->debug);
}

TEST(CommandLine, VerbosityFromOneOnMeansDebug) {
  EXPECT_TRUE(Parse({"-v=1"})->debug);
  EXPECT_TRUE(Parse({"--v", "2", "-config", "a"})->debug);
  EXPECT_FALSE(Parse({"-v=0"})->debug);
  EXPECT_FALSE(Parse({"-v=00"})->debug);
  EXPECT_FALSE(Parse({"-v"})->debug);
  EXPECT_EQ(Parse({"-v", "records", "--state=s"})->command, Command::kRecords);
}

TEST(CommandLine, RecordsTakesAStateAndPerhapsAConfig) {
  const auto plain = Parse({"records", "--state", "s.json"});
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->command, Command::kRecords);
  EXPECT_EQ(plain->state_file, "s.json");
  EXPECT_EQ(plain->config_file, "");
  EXPECT_EQ(Parse({"records", "-state=s", "-config", "a"})->config_file, "a");
}

TEST(CommandLine, StatusAndLookupTakeAServerOrAConfig) {
  const auto status = Parse({"status", "--server", "10.0.0.1:80"});
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->command, Command::kStatus);
  EXPECT_EQ(status->server, "10.0.0.1:80");
  EXPECT_EQ(status->config_file, "");
  EXPECT_EQ(Parse({"-config=a", "lookup", "web.mesos"})->config_file, "a");
  EXPECT_EQ(FaultOf({"--server=a:1"}), "--server belongs to reload, status and lookup");
  EXPECT_EQ(FaultOf({"status", "more"}), "unexpected argument more");
}

TEST(CommandLine, LookupTakesANameAndPerhapsAType) {
  const auto plain = Parse({"lookup", "web.mesos"});
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(plain->command, Command::kLookup);
  EXPECT_EQ(plain->name, "web.mesos");
  EXPECT_FALSE(plain->type.has_value());
  EXPECT_EQ(Parse({"lookup", "web.mesos", "srv"})->type, wire::Type::kSrv);
  EXPECT_FALSE(Parse({"lookup", "web.mesos", "ANY"})->type.has_value());
  EXPECT_EQ(Parse({"lookup", "status"})->name, "status");
  EXPECT_EQ(FaultOf({"lookup"}), "lookup needs a name");
  EXPECT_EQ(FaultOf({"lookup", ""}), "lookup needs a name");
  EXPECT_EQ(FaultOf({"lookup", "web", "AAAAA"}), "AAAAA is no type of records");
  EXPECT_EQ(FaultOf({"lookup", "web", "A", "A"}), "unexpected argument A");
}

TEST(CommandLine, HelpIsAWordToo) { EXPECT_EQ(Parse({"help"})->command, Command::kHelp); }

TEST(CommandLine, UnknownFlagIsAFaultThatNamesIt) {
  EXPECT_EQ(FaultOf({"--confg=a.json"}), "unknown flag --confg=a.json");
  EXPECT_EQ(FaultOf({"-config=a", "-x"}), "unknown flag -x");
  EXPECT_EQ(FaultOf({"---config"}), "unknown flag ---config");
  EXPECT_EQ(FaultOf({"--"}), "unknown flag --");
}

TEST(CommandLine, StrayArgumentIsAFaultThatNamesIt) {
  EXPECT_EQ(FaultOf({"serve"}), "unexpected argument serve");
  EXPECT_EQ(FaultOf({"records", "records"}), "unexpected argument records");
  EXPECT_EQ(FaultOf({"-"}), "unexpected argument -");
  EXPECT_EQ(FaultOf({""}), "unexpected argument ");
}

TEST(CommandLine, FlagWithoutItsValueIsAFaultThatNamesIt) {
  EXPECT_EQ(FaultOf({"-config"}), "flag -config needs a value");
  EXPECT_EQ(FaultOf({"--config="}), "flag --config= needs a value");
  EXPECT_EQ(FaultOf({"--check-config=maybe"}), "flag --check-config=maybe is either true or false");
}

TEST(CommandLine, RecordsAndStateBelongTogether) {
  EXPECT_EQ(FaultOf({"records"}), "records needs --state FILE");
  EXPECT_EQ(FaultOf({"--state=s"}), "--state belongs to records");
  EXPECT_EQ(FaultOf({"records", "--check-config", "--state=s"}),
            "records and check-config do not go together");
}

TEST(CommandLine, HelpNamesEveryCommand) {
  for (const char* command : {"check-config", "records", "status", "lookup", "help"}) {
    EXPECT_THAT(std::string(HelpText()), HasSubstr(command));
  }
}

TEST(CommandLine, HelpNamesEveryFlagOfOurs) {
  for (const char* flag :
       {"-config", "--check-config", "--state", "--server", "--version", "--help", "-v"}) {
    EXPECT_THAT(std::string(HelpText()), HasSubstr(flag));
  }
}

}  // namespace
}  // namespace signpost::app
