#include "poller/zookeeper/zk_ensemble.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace signpost::poller::testing {
namespace {

constexpr int kClientPort = 21810;
constexpr int kPeerPort = 21811;
constexpr int kElectionPort = 21812;

// What the test program's own sanitizer and the machine's load leave of a server's speed.
constexpr std::chrono::minutes kStartTimeMax{2};

// The last octet is the server's: two test programs at a time never meet.
std::string NetworkOfThisProcess() {
  const int pid = getpid();
  return absl::StrCat("127.", 64 + (pid >> 8) % 128, ".", pid & 0xff, ".");
}

// Replaces the forked child; `log` gets what it says.
[[noreturn]] void BecomeServer(const std::vector<std::string>& command, const std::string& log,
                               pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

class Socket {
 public:
  Socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  }
  ~Socket() { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool Connect(const std::string& address, int port) const {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(port));
    SIGNPOST_CHECK(inet_pton(AF_INET, address.c_str(), &to.sin_addr) == 1);
    return connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
  }

  // What comes back until the other side closes.
  std::string Ask(std::string_view question) const {
    std::string answer;
    char buffer[4096];
    if (send(descriptor_, question.data(), question.size(), MSG_NOSIGNAL) < 0) return answer;
    while (true) {
      const ssize_t size = recv(descriptor_, buffer, sizeof(buffer), 0);
      if (size <= 0) return answer;
      answer.append(buffer, static_cast<size_t>(size));
    }
  }

 private:
  const int descriptor_;
};

}  // namespace

ZkEnsemble::ZkEnsemble() : network_(NetworkOfThisProcess()) {
  for (int index = 0; index < kServers; ++index) {
    WriteConfiguration(index);
    Start(index);
  }
  AwaitServing();
}

ZkEnsemble::~ZkEnsemble() {
  for (int index = 0; index < kServers; ++index) Kill(index);
}

std::string ZkEnsemble::AddressOf(int index) const { return absl::StrCat(network_, index + 1); }

std::string ZkEnsemble::Server(int index) const {
  return absl::StrCat(AddressOf(index), ":", kClientPort);
}

std::string ZkEnsemble::Servers() const {
  return absl::StrCat(Server(0), ",", Server(1), ",", Server(2));
}

void ZkEnsemble::WriteConfiguration(int index) const {
  const std::string data = absl::StrCat("data", index);
  std::filesystem::create_directory(folder_.Path(data));
  folder_.Write(absl::StrCat(data, "/myid"), absl::StrCat(index + 1));
  std::string text = absl::StrCat(  // syncLimit and initLimit are in ticks
      "tickTime=200\ninitLimit=150\nsyncLimit=50\nmaxSessionTimeout=", kSessionTimeoutMax,
      "\nadmin.enableServer=false\nmaxClientCnxns=0\n4lw.commands.whitelist=srvr\ndataDir=",
      folder_.Path(data), "\nclientPortAddress=", AddressOf(index), "\nclientPort=", kClientPort,
      "\n");
  for (int peer = 0; peer < kServers; ++peer) {
    absl::StrAppend(&text, "server.", peer + 1, "=", AddressOf(peer), ":", kPeerPort, ":",
                    kElectionPort, "\n");
  }
  folder_.Write(absl::StrCat("server", index, ".cfg"), text);
}

// What a server writes to its disk need not outlive the machine.
void ZkEnsemble::Start(int index) {
  const std::vector<std::string> command = {"java",
                                            "-Xmx64m",
                                            "-XX:+UseSerialGC",
                                            "-XX:TieredStopAtLevel=1",
                                            "-Dzookeeper.forceSync=no",
                                            "-cp",
                                            "/usr/share/java/zookeeper.jar",
                                            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                                            folder_.Path(absl::StrCat("server", index, ".cfg"))};
  const std::string log = folder_.Path(absl::StrCat("server", index, ".log"));
  const pid_t parent = getpid();
  processes_[index] = fork();
  SIGNPOST_CHECK(processes_[index] >= 0);
  if (processes_[index] == 0) BecomeServer(command, log, parent);
}

void ZkEnsemble::Kill(int index) {
  if (processes_[index] == 0) return;
  kill(processes_[index], SIGKILL);
  waitpid(processes_[index], nullptr, 0);
  processes_[index] = 0;
}

bool ZkEnsemble::Serves(int index) const {
  const Socket socket;
  return socket.Connect(AddressOf(index), kClientPort) &&
         socket.Ask("srvr").find("Mode: ") != std::string::npos;
}

void ZkEnsemble::AwaitServing() {
  const auto end = std::chrono::steady_clock::now() + kStartTimeMax;
  for (int index = 0; index < kServers; ++index) {
    while (processes_[index] != 0 && !Serves(index)) {
      SIGNPOST_CHECK(waitpid(processes_[index], nullptr, WNOHANG) == 0);  // is java installed?
      SIGNPOST_CHECK(std::chrono::steady_clock::now() < end);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // leaves it the processor
    }
  }
}

}  // namespace signpost::poller::testing
