// The program among clients that hold connections, with few file descriptors.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kState[] = R"({"leader": "master@10.0.0.1:5050", "frameworks": [], "slaves": []})";

// Connections to a port of 127.0.0.1 that nobody waits for.
class HeldConnections {
 public:
  HeldConnections(const Endpoint& server, size_t count) {
    for (size_t i = 0; i < count; ++i) sockets_.push_back(Begin(server.port));
  }
  ~HeldConnections() {
    for (const int socket : sockets_) close(socket);
  }
  HeldConnections(const HeldConnections&) = delete;
  HeldConnections& operator=(const HeldConnections&) = delete;

 private:
  static int Begin(uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    return socket;
  }

  std::vector<int> sockets_;
};

class ServeWithFewDescriptors : public ::testing::Test {
 protected:
  ServeWithFewDescriptors()
      : state_file_(folder_.Replace("state.json", kState)),
        server_(folder_.Replace("config.json", R"({"stateFile": "state.json", "listener":
          "127.0.0.1", "httplistener": "127.0.0.1", "port": 0, "httpport": 0, "externalon": false,
          "workers": 2})"),
                {"prlimit", "--nofile=128"}) {}

  void SetUp() override { ASSERT_TRUE(server_.WaitForLog("serving ")) << server_.log(); }

  std::string Dig(const std::string& option) const {
    return RunProgram({"dig", "@127.0.0.1", "-p", std::to_string(server_.dns().port), "+short",
                       "+tries=3", "+time=20", option, "leader.mesos"})
        .output;
  }

  TestFolder folder_;
  const std::string state_file_;
  ServerProcess server_;
};

TEST_F(ServeWithFewDescriptors, SaysHowManyConnectionsThatLeaves) {
  EXPECT_THAT(server_.log(), HasSubstr("only 128 file descriptors"));
}

TEST_F(ServeWithFewDescriptors, NewClientsAreAnsweredAmongFiveHundredConnections) {
  const HeldConnections dns(server_.dns(), 250);
  const HeldConnections http(server_.http(), 250);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Dig("+notcp"), "10.0.0.1\n");
    EXPECT_EQ(Dig("+tcp"), "10.0.0.1\n");
  }
}

}  // namespace
}  // namespace signpost::testing
