// What can be tried once in a process is tried in children, which end with what they found.

#include "app/privileges.h"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using ::testing::ExitedWithCode;
using ::testing::HasSubstr;

constexpr uid_t kSomebody = 54321;  // needs no entry in the user database
constexpr char kNothing[] = "\t0000000000000000\n";
constexpr char kBindAlone[] = "\t0000000000000400\n";

bool IsRoot() { return geteuid() == 0; }

Config ConfigWith(const std::string& user, const std::string& group) {
  Config config;
  config.user = user;
  config.group = group;
  return config;
}

std::string FaultOf(const std::string& user, const std::string& group) {
  return std::string(FindAccount(ConfigWith(user, group)).status().message());
}

// Of this process; "CapEff:\t0000000000000000\n" is a line of it.
std::string SystemStatus() {
  std::ostringstream text;
  text << std::ifstream("/proc/self/status").rdbuf();
  return text.str();
}

// For children: ends the process with 0 when `text` is there, else shows what is.
void ExitBy(bool is_true, const std::string& shown) {
  std::fputs(shown.c_str(), stderr);
  _exit(is_true ? 0 : 1);
}

void ExitByStatusLine(const std::string& line) {
  const std::string status = SystemStatus();
  ExitBy(status.find("\n" + line) != std::string::npos, status);
}

Account Unchanged() { return {"", geteuid(), getegid()}; }

void GiveUp(bool keeps_low_ports) {
  const absl::Status status = GiveUpPrivileges(Unchanged(), keeps_low_ports);
  if (!status.ok()) ExitBy(false, std::string(status.message()));
}

TEST(Account, OfNoUserIsWhoeverRuns) {
  const auto account = FindAccount(Config());
  ASSERT_TRUE(account.ok());
  EXPECT_EQ(account->user, geteuid());
  EXPECT_EQ(account->name, "");
}

TEST(Account, HasTheUsersOwnGroupOrTheOneThatIsGiven) {
  const auto own = FindAccount(ConfigWith("daemon", ""));
  ASSERT_TRUE(own.ok());
  EXPECT_NE(own->user, 0U);
  const auto given = FindAccount(ConfigWith("daemon", "root"));
  ASSERT_TRUE(given.ok());
  EXPECT_EQ(given->user, own->user);
  EXPECT_EQ(given->group, 0U);
}

TEST(Account, ThatIsUnknownIsRefusedWithKeyAndValue) {
  EXPECT_EQ(FaultOf("no-such-user", ""), R"(user: "no-such-user" is not a user of this system)");
  EXPECT_EQ(FaultOf("daemon", "no-such-group"),
            R"(group: "no-such-group" is not a group of this system)");
}

TEST(Account, OfWhoeverRunsMayBeAskedForByAnybody) {
  EXPECT_TRUE(CheckMayBecome({"me", geteuid(), getegid()}).ok());
}

TEST(Account, OfSomebodyElseIsForRootAlone) {
  EXPECT_EXIT(
      {
        if (IsRoot() && setresuid(kSomebody, kSomebody, kSomebody) != 0) _exit(2);
        const absl::Status status = CheckMayBecome({"daemon", 1, 1});
        ExitBy(!status.ok(), std::string(status.message()));
      },
      ExitedWithCode(0), "only root can make it \"daemon\", user 1, group 1");
}

TEST(LowPorts, AreThoseBelow1024ThatAreListenedOn) {
  Config config;
  EXPECT_TRUE(NeedsLowPorts(config));
  config.port = 1024;
  EXPECT_FALSE(NeedsLowPorts(config));
  config.http_port = 80;
  EXPECT_TRUE(NeedsLowPorts(config));
  config.http_on = false;
  EXPECT_FALSE(NeedsLowPorts(config));
  config.port = 0;  // the system chooses, and never one of them
  EXPECT_FALSE(NeedsLowPorts(config));
}

TEST(GivingUpPrivileges, LeavesNoCapability) {
  for (const char* const set : {"CapInh:", "CapPrm:", "CapEff:", "CapAmb:"}) {
    EXPECT_EXIT((GiveUp(false), ExitByStatusLine(std::string(set) + kNothing)), ExitedWithCode(0),
                "")
        << set;
  }
}

TEST(GivingUpPrivileges, LetsNoProgramHaveMore) {
  EXPECT_EXIT((GiveUp(true), ExitByStatusLine("NoNewPrivs:\t1\n")), ExitedWithCode(0), "");
}

TEST(GivingUpPrivileges, LeavesNoCoreFile) {
  const auto ended_without_core = [](int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && !WCOREDUMP(status);
  };
  EXPECT_EXIT((GiveUp(false), std::signal(SIGABRT, SIG_DFL), std::abort()), ended_without_core, "");
  EXPECT_EXIT((GiveUp(false), ExitBy(prctl(PR_GET_DUMPABLE) == 0, "")), ExitedWithCode(0), "");
}

TEST(GivingUpPrivileges, MayBeDoneTwice) {
  EXPECT_EXIT((GiveUp(false), GiveUp(false), _exit(0)), ExitedWithCode(0), "");
}

// What only root can give up.
class GivingUpRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!IsRoot()) GTEST_SKIP() << "root alone can run as somebody else";
  }

  static void Become(bool keeps_low_ports) {
    const auto account = FindAccount(ConfigWith("daemon", ""));
    if (!account.ok()) ExitBy(false, std::string(account.status().message()));
    const absl::Status status = GiveUpPrivileges(*account, keeps_low_ports);
    if (!status.ok()) ExitBy(false, std::string(status.message()));
  }
};

TEST_F(GivingUpRoot, LeavesNoWayBack) {
  EXPECT_EXIT((Become(true), ExitBy(setuid(0) != 0 && setgid(0) != 0 && getuid() != 0, "")),
              ExitedWithCode(0), "");
}

TEST_F(GivingUpRoot, TakesTheGroupsOfTheUser) {
  const gid_t extra = kSomebody;
  EXPECT_EXIT((setgroups(1, &extra), Become(false),
               ExitBy(SystemStatus().find(std::to_string(extra)) == std::string::npos, "")),
              ExitedWithCode(0), "");
}

TEST_F(GivingUpRoot, KeepsLowPortsAloneAndOnlyWhenAsked) {
  EXPECT_EXIT((Become(true), ExitByStatusLine(std::string("CapEff:") + kBindAlone)),
              ExitedWithCode(0), "");
  EXPECT_EXIT((Become(true), ExitByStatusLine(std::string("CapPrm:") + kBindAlone)),
              ExitedWithCode(0), "");
  EXPECT_EXIT((Become(false), ExitByStatusLine(std::string("CapPrm:") + kNothing)),
              ExitedWithCode(0), "");
}

TEST_F(GivingUpRoot, EmptiesTheBoundingSet) {
  EXPECT_EXIT((Become(true), ExitByStatusLine(std::string("CapBnd:") + kNothing)),
              ExitedWithCode(0), "");
}

TEST_F(GivingUpRoot, LeavesRootItselfWithoutCapabilitiesToo) {
  EXPECT_EXIT((GiveUp(true), ExitByStatusLine(std::string("CapEff:") + kBindAlone)),
              ExitedWithCode(0), "");
}

}  // namespace
}  // namespace signpost::app
