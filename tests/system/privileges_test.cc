// What the real program may still do once it serves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kState[] = R"({"leader": "master@10.0.0.1:5050", "frameworks": [], "slaves": []})";

// An address of this machine's loopback that hardly any other test uses at the same time: its port
// 53 is free.
std::string OwnLoopback() {
  const auto pid = static_cast<unsigned>(getpid());
  return "127." + std::to_string(100 + (pid >> 16) % 100) + "." +
         std::to_string((pid >> 8) & 0xff) + "." + std::to_string(pid & 0xff);
}

std::string TextOf(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// What the system says of each thread.
std::vector<std::string> StatusOfThreads(pid_t pid) {
  std::vector<std::string> texts;
  std::error_code error;
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, error)) {
    texts.push_back(TextOf(task.path() / "status"));
  }
  return texts;
}

class Privileges : public ::testing::Test {
 protected:
  // So that other users find the state, too.
  Privileges() {
    EXPECT_EQ(chmod(folder_.Path("").c_str(), 0711), 0);
    folder_.Write("state.json", kState);
  }

  std::string Config(const std::string& address, int port, const std::string& keys = "") {
    return folder_.Write("config.json", R"({"stateFile": "state.json", "externalon": false,
      "httpport": 0, "httplistener": "127.0.0.1", "listener": ")" +
                                            address + R"(", "port": )" + std::to_string(port) +
                                            keys + "}");
  }

  TestFolder folder_;
};

TEST_F(Privileges, EveryThreadIsWithoutCapabilitiesAndMayGainNone) {
  ServerProcess server(Config("127.0.0.1", 0, R"(, "workers": 3)"));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  const auto threads = StatusOfThreads(server.pid());
  EXPECT_GE(threads.size(), 5U);  // the workers, HTTP and the main thread; the poller besides
  EXPECT_THAT(threads,
              Each(AllOf(HasSubstr("CapEff:\t0000000000000000\n"),
                         HasSubstr("CapPrm:\t0000000000000000\n"), HasSubstr("NoNewPrivs:\t1\n"))));
}

TEST_F(Privileges, ItLeavesNoCoreFile) {
  ServerProcess server(Config("127.0.0.1", 0));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  EXPECT_THAT(TextOf("/proc/" + std::to_string(server.pid()) + "/limits"),
              ::testing::ContainsRegex("Max core file size +0 +0 "));
}

TEST_F(Privileges, RootIsWarnedOfAndNobodyElseIs) {
  ServerProcess server(Config("127.0.0.1", 0));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  const auto warning = HasSubstr("the server runs as root");
  if (geteuid() == 0) {
    EXPECT_THAT(server.log(), warning);
  } else {
    EXPECT_THAT(server.log(), Not(warning));
  }
}

TEST_F(Privileges, AnUnknownUserEndsTheStart) {
  const ProgramResult result =
      RunSignpost({"-config", Config("127.0.0.1", 0, R"(, "user": "no-such-user")")});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.log, HasSubstr("user: \"no-such-user\" is not a user of this system"));
}

// Started by root, as port 53 used to ask for.
class PrivilegesOfRoot : public Privileges {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "root alone can give up being root";
  }

  // Keys for the configuration: a certificate whose key only root may read.
  std::string RootsCertificate() {
    const std::string key = folder_.Path("key.pem");
    const std::string certificate = folder_.Path("certificate.pem");
    EXPECT_EQ(RunProgram({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                          "/CN=signpost", "-keyout", key, "-out", certificate})
                  .status,
              0);
    EXPECT_EQ(chmod(key.c_str(), 0600), 0);
    return R"(, "CertFile": ")" + certificate + R"(", "KeyFile": ")" + key + "\"";
  }
};

TEST_F(PrivilegesOfRoot, PortFiftyThreeIsServedBySomebodyWhoMayDoNothingElse) {
  const std::string address = OwnLoopback();
  ServerProcess server(Config(address, 53, R"(, "user": "nobody", "group": "nogroup")"));
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  EXPECT_EQ(RunProgram({"dig", "@" + address, "+short", "+time=20", "leader.mesos"}).output,
            "10.0.0.1\n");
  EXPECT_THAT(
      StatusOfThreads(server.pid()),
      Each(AllOf(HasSubstr("Uid:\t65534\t65534\t65534\t65534\n"),
                 HasSubstr("Gid:\t65534\t65534\t65534\t65534\n"),
                 HasSubstr("CapEff:\t0000000000000400\n"), HasSubstr("CapPrm:\t0000000000000400\n"),
                 HasSubstr("CapBnd:\t0000000000000000\n"))));
  EXPECT_THAT(server.log(), Not(HasSubstr("runs as root")));
}

TEST_F(PrivilegesOfRoot, AFolderThatTheUserCannotWriteIsNamedWithWhatToDo) {
  const std::string directory = folder_.Path("");
  ServerProcess server(
      Config("127.0.0.1", 0, R"(, "user": "nobody", "stateDirectory": ")" + directory + "\""));
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  EXPECT_THAT(server.log(), AllOf(HasSubstr("stateDirectory: \"" + directory + "\""),
                                  HasSubstr("chown 65534 " + directory)));
}

TEST_F(PrivilegesOfRoot, SecretsAreReadBeforeTheUserIsNobody) {
  ServerProcess server(Config("127.0.0.1", 0, R"(, "user": "nobody")" + RootsCertificate()));
  EXPECT_TRUE(server.WaitForLog(" serves ")) << server.log();
}

TEST_F(PrivilegesOfRoot, ReadingTheConfigurationAgainNeedsNoRoot) {
  const std::string address = OwnLoopback();
  const std::string keys = R"(, "user": "nobody")" + RootsCertificate();
  ServerProcess server(Config(address, 53, R"(, "workers": 1)" + keys));
  ASSERT_TRUE(server.WaitForLog("serving ")) << server.log();
  Config(address, 53, R"(, "workers": 3, "ttl": 7)" + keys);
  ASSERT_EQ(kill(server.pid(), SIGHUP), 0);
  EXPECT_TRUE(server.WaitForLog("changed: ttl, workers; needs a restart: KeyFile\n"))
      << server.log();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(RunProgram({"dig", "@" + address, "+short", "+time=20", "leader.mesos"}).output,
              "10.0.0.1\n");
  }
}

}  // namespace
}  // namespace signpost::testing
