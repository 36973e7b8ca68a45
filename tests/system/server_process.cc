#include "system/server_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "base/check.h"

extern char** environ;

namespace signpost::testing {
namespace {

std::string TextOf(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

constexpr int kFirstHanded = 3;

// Beyond the numbers at which the new program finds them.
constexpr int kAside = 100;

// Each of `handed` once more; closed with it.
class Aside {
 public:
  explicit Aside(const std::vector<int>& handed) {
    for (const int socket : handed) {
      numbers_.push_back(fcntl(socket, F_DUPFD_CLOEXEC, kAside));
      SIGNPOST_CHECK(numbers_.back() >= 0);
    }
  }
  ~Aside() {
    for (const int number : numbers_) close(number);
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  const std::vector<int>& numbers() const { return numbers_; }

 private:
  std::vector<int> numbers_;
};

pid_t Spawn(const std::vector<std::string>& command, const std::string& output,
            const std::string& log, const std::vector<int>& handed = {}) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), flags, 0600);
  const Aside aside(handed);
  for (size_t i = 0; i < handed.size(); ++i) {
    posix_spawn_file_actions_adddup2(&actions, aside.numbers()[i],
                                     kFirstHanded + static_cast<int>(i));
  }
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  SIGNPOST_CHECK(error == 0);
  return pid;
}

// As waitpid(2) tells it.
int EndOf(pid_t pid) {
  int status = 0;
  SIGNPOST_CHECK(waitpid(pid, &status, 0) == pid);
  return status;
}

int ExitStatusOf(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

using Words = std::vector<std::string>;

Words Join(const std::vector<Words>& parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Words Launcher() {
  const char* const launcher = std::getenv("SIGNPOST_LAUNCHER");
  std::istringstream text(launcher != nullptr ? launcher : "");
  return {std::istream_iterator<std::string>(text), std::istream_iterator<std::string>()};
}

}  // namespace

ProgramResult RunProgram(const std::vector<std::string>& command) {
  const TestFolder folder;
  const std::string output = folder.Path("output");
  const std::string log = folder.Path("log");
  const int status = ExitStatusOf(EndOf(Spawn(command, output, log)));
  return {status, TextOf(output), TextOf(log)};
}

ProgramResult RunSignpost(const std::vector<std::string>& arguments) {
  return RunProgram(Join({Launcher(), {SIGNPOST_PROGRAM}, arguments}));
}

ServerProcess::ServerProcess(const std::string& config_file, const Words& runner,
                             const std::vector<int>& handed)
    : log_file_(folder_.Path("log")) {
  // It ends with this program, whatever ends that.
  const Words command = Join({{"setpriv", "--pdeathsig", "KILL"},
                              runner,
                              Launcher(),
                              {SIGNPOST_PROGRAM, "-config", config_file}});
  pid_ = Spawn(command, folder_.Path("output"), log_file_, handed);
}

ServerProcess::~ServerProcess() { Stop(SIGKILL); }

bool ServerProcess::HasEnded() {
  int status = 0;
  if (pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_) {
    Ended(status);
  }
  return pid_ < 0;
}

bool ServerProcess::WaitForLog(std::string_view text) {
  constexpr auto kPause = std::chrono::milliseconds(10);
  for (int i = 0; i < 6000; ++i) {
    if (log().find(text) != std::string::npos) return true;
    if (HasEnded()) return log().find(text) != std::string::npos;
    std::this_thread::sleep_for(kPause);
  }
  return false;
}

std::string ServerProcess::log() const { return TextOf(log_file_); }

std::string ServerProcess::output() const { return TextOf(folder_.Path("output")); }

int ServerProcess::Stop(int signal) {
  if (!HasEnded()) {
    kill(pid_, signal);
    Ended(EndOf(pid_));
  }
  return status_;
}

void ServerProcess::Ended(int status) {
  status_ = ExitStatusOf(status);
  has_dumped_core_ = WIFSIGNALED(status) && WCOREDUMP(status);
  pid_ = -1;
}

Endpoint ServerProcess::ListenEndpoint(std::string_view before) const {
  const std::string text = log();
  const size_t at = text.find(before);
  SIGNPOST_CHECK(at != std::string::npos);
  const size_t begin = at + before.size();
  const auto host_port = SplitHostPort(text.substr(begin, text.find_first_of(",;", begin) - begin));
  SIGNPOST_CHECK(host_port.ok());
  return {IpAddress::Parse(host_port->host).value(), host_port->port};
}

}  // namespace signpost::testing
