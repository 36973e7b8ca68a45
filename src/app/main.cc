// The program: reads the command line and the configuration, and does what they ask.

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "app/asked_server.h"
#include "app/command_line.h"
#include "app/config.h"
#include "app/config_values.h"
#include "app/lookup_command.h"
#include "app/privileges.h"
#include "app/records_command.h"
#include "app/reload_command.h"
#include "app/room_options.h"
#include "app/serve.h"
#include "app/status_command.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

// Says all that is wrong with the file; false when it cannot be used.
bool Report(const ConfigResult& result) {
  const std::string file = log::Printable(result.config.file);
  for (const std::string& warning : result.warnings) {
    log::Always(log::Level::kWarning, absl::StrCat(file, ": ", warning));
  }
  for (const std::string& fault : result.faults) {
    log::Always(log::Level::kError, absl::StrCat(file, ": ", fault));
  }
  return result.faults.empty();
}

int RunRecords(const CommandLine& line) {
  ConfigResult result;
  if (!line.config_file.empty()) result = LoadConfig(line.config_file);
  return Report(result) ? PrintRecords(result.config, line.state_file) : 1;
}

int RunCheckConfig(const std::string& file) {
  ConfigResult result = LoadConfig(file);
  if (result.faults.empty()) {
    const auto security = poller::ReadHttpSecurity(HttpClientOptionsOf(result.config));
    if (!security.ok()) result.faults.emplace_back(FromAbsl(security.status().message()));
    const auto account = FindAccount(result.config);
    if (!account.ok()) result.faults.emplace_back(FromAbsl(account.status().message()));
  }
  if (!Report(result)) return 1;
  Print(absl::StrCat(log::Printable(file), ": no faults\n"));
  return 0;
}

// As the configuration says; -v goes before it.
void SetUpLog(const Config& config, bool debug) {
  const auto level = LogLevelFromName(config.log_level);
  if (level && !debug) log::SetLevel(*level);
  const bool json = config.log_format == kLogFormatJson;
  log::SetFormat(json ? log::Format::kJson : log::Format::kText, log::IsJournal());
}

int RunServe(const std::string& file, bool debug) {
  const ConfigResult result = LoadConfig(file);
  SetUpLog(result.config, debug);
  return Report(result) ? Serve(result.config) : 1;
}

// Of a running server.
int RunQuestion(const CommandLine& line) {
  const absl::StatusOr<HostPort> server = ServerToAsk(line.server, line.config_file);
  if (!server.ok()) {
    log::Error(FromAbsl(server.status().message()));
    return kUnreachableExitStatus;
  }
  if (line.command == Command::kStatus) return PrintStatus(*server);
  return PrintLookup(*server, line.name, line.type);
}

int Run(const CommandLine& line) {
  log::SetLevel(line.debug ? log::Level::kDebug : log::Level::kInfo);
  switch (line.command) {
    case Command::kServe:
      return RunServe(line.config_file, line.debug);
    case Command::kCheckConfig:
      return RunCheckConfig(line.config_file);
    case Command::kRecords:
      return RunRecords(line);
    case Command::kReload:
      return RunReload(line.server, line.config_file);
    case Command::kStatus:
    case Command::kLookup:
      return RunQuestion(line);
    case Command::kVersion:
      Print("signpost " SIGNPOST_VERSION "\n");
      return 0;
    case Command::kHelp:
      Print(HelpText());
      return 0;
  }
  return kUsageExitStatus;
}

int Main(const std::vector<std::string>& arguments) {
  const auto line = ParseCommandLine(arguments);
  if (line.ok()) return Run(*line);
  log::Error(absl::StrCat(line.status().message(), "; signpost --help shows what there is"));
  return kUsageExitStatus;
}

}  // namespace
}  // namespace signpost::app

int main(int argument_count, char** arguments) {
  return signpost::app::Main({arguments + 1, arguments + argument_count});
}
