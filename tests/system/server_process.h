#pragma once

// The real program, started by a test and ended with it.

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"
#include "support/test_folder.h"

namespace signpost::testing {

// What a program left behind.
struct ProgramResult {
  int status = -1;     // exit status; -1 when a signal ended it
  std::string output;  // standard output
  std::string log;     // standard error
};

// Runs `program` (an absolute path, or found in PATH) to its end.
ProgramResult RunProgram(const std::vector<std::string>& command);

// The program under test with `arguments`. The words of SIGNPOST_LAUNCHER in the environment go
// before it, here and below, so that all tests can be run inside of something.
ProgramResult RunSignpost(const std::vector<std::string>& arguments);

class ServerProcess {
 public:
  // Starts `signpost -config CONFIG_FILE`; standard error goes to a file. `runner` is a command
  // that runs it, like {"prlimit", "--nofile=128"}. It finds the sockets `handed` from number 3 on.
  explicit ServerProcess(const std::string& config_file,
                         const std::vector<std::string>& runner = {},
                         const std::vector<int>& handed = {});
  ~ServerProcess();  // ends it

  // Waits until the log holds `text`; false when the program ends or a minute goes by first.
  bool WaitForLog(std::string_view text);

  // Where it says that it listens. After WaitForLog(" serves ").
  Endpoint dns() const { return ListenEndpoint("DNS on "); }
  Endpoint http() const { return ListenEndpoint("HTTP on "); }

  std::string log() const;     // standard error
  std::string output() const;  // standard output
  pid_t pid() const { return pid_; }

  // Sends `signal` and returns the exit status.
  int Stop(int signal);

  // Waits for its end, and returns the exit status.
  int Wait() { return Stop(0); }

  // After its end.
  bool has_dumped_core() const { return has_dumped_core_; }

 private:
  Endpoint ListenEndpoint(std::string_view before) const;
  bool HasEnded();
  void Ended(int status);

  TestFolder folder_;
  std::string log_file_;
  pid_t pid_ = -1;
  int status_ = -1;
  bool has_dumped_core_ = false;
};

}  // namespace signpost::testing
