// A secret in every field that takes one, and then a look at all that the program lets out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "system/reflecting_master.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "canary-of-the-credentials";
constexpr char kZkPassword[] = "canary-of-zookeeper";
constexpr char kToken[] = "canary-of-the-token";
constexpr char kTsigSecret[] = "Y2FuYXJ5LW9mLXRoZS10c2lnLWtleQ==";
constexpr char kCookieSecret[] = "c0ffee00c0ffee11c0ffee22c0ffee33";

std::string TextOf(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// The lines of a PEM key but for the first and the last one, which are no secret.
std::vector<std::string> KeyLines(const std::string& pem) {
  std::istringstream text(pem);
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.size() > 40 && !line.starts_with("-----")) lines.push_back(line);
  }
  return lines;
}

// As it stands in a JSON text.
std::string Escaped(const std::string& pem) {
  std::string text;
  for (const char c : pem) text += c == '\n' ? std::string("\\n") : std::string(1, c);
  return text;
}

class Secrets : public ::testing::Test {
 protected:
  void SetUp() override {
    MakeKey("key.pem", "certificate.pem");
    MakeKey("iam.pem", "unused.pem");
    WriteSecret("iam.json", R"({"scheme": "RS256", "uid": "signpost", "login_endpoint":
      "http://127.0.0.1:)" + std::to_string(master_.port()) +
                                R"(/login", "private_key": ")" +
                                Escaped(TextOf(folder_.Path("iam.pem"))) + "\"}");
    WriteSecret("cookies", std::string(kCookieSecret) + "\n");
    WriteSecret("tsig-keys", std::string("hmac-sha256:hosts.example:") + kTsigSecret + "\n");
    canaries_ = {kSecret, kZkPassword, kToken, kCookieSecret, kTsigSecret};
    for (const char* const key : {"key.pem", "iam.pem"}) {
      for (const std::string& line : KeyLines(TextOf(folder_.Path(key)))) canaries_.push_back(line);
    }
    ASSERT_GT(canaries_.size(), 20U);
  }

  void MakeKey(const std::string& key, const std::string& certificate) {
    ASSERT_EQ(RunProgram({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj",
                          "/CN=signpost", "-keyout", folder_.Path(key), "-out",
                          folder_.Path(certificate)})
                  .status,
              0);
    chmod(folder_.Path(key).c_str(), 0600);
  }

  void WriteSecret(const std::string& name, const std::string& text) {
    chmod(folder_.Write(name, text).c_str(), 0600);
  }

  // A secret in every field; `authentication` says which of them are used.
  std::string Config(const std::string& authentication) {
    WriteSecret("config.json",
                R"({"masters": ["127.0.0.1:)" + std::to_string(master_.port()) +
                    R"("], "listener": "127.0.0.1", "httplistener": "127.0.0.1",
      "port": 0, "httpport": 0, "externalon": false, "mesosAuthentication": ")" +
                    authentication + R"(",
      "mesosCredentials": {"principal": "signpost", "secret": ")" +
                    kSecret + R"("}, "zk": "zk://signpost:)" + kZkPassword +
                    R"(@127.0.0.1:1/mesos", "CertFile": ")" + folder_.Path("certificate.pem") +
                    R"(", "KeyFile": ")" + folder_.Path("key.pem") + R"(", "IAMConfigFile": ")" +
                    folder_.Path("iam.json") + R"(", "cookieSecretFile": ")" +
                    folder_.Path("cookies") +
                    R"(", "allowTransfer": ["key:hosts.example"], "tsigKeyFile": ")" +
                    folder_.Path("tsig-keys") + "\"}");
    return folder_.Path("config.json");
  }

  // Every page that the index links to, and others.
  static std::string AllOfHttp(const Endpoint& http) {
    const auto curl = [&](const std::string& path, const std::string& method) {
      return RunProgram({"curl", "-sS", "-i", "--max-time", "60", "-X", method,
                         "http://" + http.ToString() + path});
    };
    const ProgramResult index = curl("/", "GET");
    EXPECT_THAT(index.output, HasSubstr("/v1/config"));
    std::string all = index.output;
    const std::string link = "href=\"";
    for (size_t at = index.output.find(link); at != std::string::npos;
         at = index.output.find(link, at + 1)) {
      const size_t begin = at + link.size();
      const std::string path = index.output.substr(begin, index.output.find('"', begin) - begin);
      if (path.starts_with('/')) all += curl(path, "GET").output + curl(path, "POST").output;
    }
    for (const char* const path : {"/v1/hosts/leader.mesos", "/v1/services/_leader._tcp.mesos",
                                   "/metrics", "/v1/metrics", "/v1/none", "/%00"}) {
      all += curl(path, "GET").output;
    }
    return all;
  }

  // What the server lets out from its start to its end.
  std::string AllOf(const std::string& config) {
    ServerProcess server(config);
    EXPECT_TRUE(server.WaitForLog("no new state")) << server.log();
    EXPECT_TRUE(master_.WaitForCredentials());
    std::string all = AllOfHttp(server.http());
    all += TextOf("/proc/" + std::to_string(server.pid()) + "/cmdline");
    EXPECT_EQ(server.Stop(SIGTERM), 0);
    return all + server.log() + server.output();
  }

  std::string AllOfCommands(const std::string& config) {
    std::string all;
    for (const auto& command : {std::vector<std::string>{"check-config", config},
                                {"-v=1", "--check-config", "-config", config},
                                {"records", "-config", config, "--state", config}}) {
      const ProgramResult result = RunSignpost(command);
      all += result.output + result.log;
    }
    return all;
  }

  void ExpectNoCanaryIn(const std::string& text) {
    for (const std::string& canary : canaries_) EXPECT_THAT(text, Not(HasSubstr(canary)));
    for (const std::string& sent : master_.credentials()) {
      EXPECT_THAT(text, Not(HasSubstr(sent.substr(sent.find_first_of(" =") + 1))));
    }
  }

  TestFolder folder_;
  ReflectingMaster master_{kToken};
  std::vector<std::string> canaries_;
};

TEST_F(Secrets, OfBasicAuthenticationAreNowhereToBeFound) {
  const std::string config = Config("basic");
  const std::string all = AllOf(config);
  EXPECT_THAT(all, HasSubstr("\"Principal\":\"signpost\""));  // it was shown what there is
  ExpectNoCanaryIn(all);
}

TEST_F(Secrets, OfAServiceAccountAreNowhereToBeFound) {
  const std::string all = AllOf(Config("iam"));
  EXPECT_THAT(all, HasSubstr("iam.json"));
  EXPECT_THAT(master_.credentials(), ::testing::Contains(HasSubstr(kToken)));
  ExpectNoCanaryIn(all);
}

TEST_F(Secrets, AreInNothingThatTheCommandsPrint) {
  for (const char* const authentication : {"basic", "iam", "neither"}) {
    const std::string all = AllOfCommands(Config(authentication));
    EXPECT_THAT(all, HasSubstr("config.json"));
    ExpectNoCanaryIn(all);
  }
}

// What is wrong is named, and not shown.
TEST_F(Secrets, InTheWrongPlaceOrFormAreNotShownEither) {
  const std::string secret = kSecret;
  for (const std::string& keys :
       {R"("mesosCredentials": ")" + secret + "\"",
        R"("mesosCredentials": {"principal": "p", "secret": [")" + secret + "\"]}",
        R"("mesosCredentials": [")" + secret + "\"]",
        R"("mesosCredential": {"secret": ")" + secret + "\"}",
        R"("mesosAuthentication": "basic", "mesosCredentials": {"principal": "a:b", "secret": ")" +
            secret + "\"}",
        R"("zk": ["zk://user:)" + secret + "@127.0.0.1/mesos\"]",
        R"("zk": "zk:/user:)" + secret + "@127.0.0.1/mesos\"",
        R"("zk": "user:)" + secret + "@127.0.0.1/mesos\"",
        R"("zk": "zk://user:pass/)" + secret + "@127.0.0.1/mesos\"",
        R"("zk": "zk://)" + secret + "@127.0.0.1/mesos\"", R"("zk": "zk://user:)" + secret + "@\"",
        R"("zk": "zk://user:)" + secret + "@127.0.0.1:0/mesos\"",
        R"("zk": "zk://user:)" + secret + "@127.0.0.1/mesos",  // the text has no end
        R"("KeyFile": "-----BEGIN PRIVATE KEY-----\n)" + secret + "\"",
        R"("IAMConfigFile": "{\"private_key\": \")" + secret + "\\\"}\""}) {
    WriteSecret("bad.json", R"({"masters": ["127.0.0.1:1"], "externalon": false, )" + keys + "}");
    const ProgramResult result = RunSignpost({"check-config", folder_.Path("bad.json")});
    EXPECT_THAT(result.log, HasSubstr("bad.json: ")) << keys;
    EXPECT_THAT(result.output + result.log, Not(HasSubstr(secret))) << keys;
  }
}

TEST_F(Secrets, AreInNoCoreFile) {
  // As much as there may be, for those who are started.
  rlimit limit{};
  getrlimit(RLIMIT_CORE, &limit);
  const rlimit before = limit;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_CORE, &limit);
  ServerProcess server(Config("basic"));
  setrlimit(RLIMIT_CORE, &before);
  ASSERT_TRUE(server.WaitForLog(" serves ")) << server.log();
  EXPECT_EQ(server.Stop(SIGQUIT), -1);
  EXPECT_FALSE(server.has_dumped_core());
}

}  // namespace
}  // namespace signpost::testing
