#pragma once

// The command line. Pure.
//
// Flags are written with one or two dashes, as in the reference; a value follows after '=' or as
// the next argument. The reference's flags for its log are taken, and have no effect but -v.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "wire/types.h"

namespace signpost::app {

inline constexpr std::string_view kDefaultConfigFile = "config.json";

// Exit status after a command line that cannot be read.
inline constexpr int kUsageExitStatus = 2;

enum class Command {
  kServe,
  kCheckConfig,  // say what is wrong with the configuration, and end
  kRecords,      // print the records that follow from a state, and end
  kReload,       // have a running server read its configuration again, and end
  kStatus,       // ask a running server how it is, and end
  kLookup,       // ask a running server for a name, and end
  kVersion,
  kHelp,
};

struct CommandLine {
  Command command = Command::kServe;
  // When none is given: kDefaultConfigFile where it is needed (kServe, kCheckConfig), else empty.
  std::string config_file;
  std::string state_file;          // kRecords: never empty
  std::string server;              // kReload, kStatus, kLookup: "host:port" as given; empty: none
  std::string name;                // kLookup: never empty
  std::optional<wire::Type> type;  // kLookup; without: all of them
  bool debug = false;              // log debug lines (-v=1 or more)
};

// `arguments` without the program's own name. Fails on an unknown flag, a flag without its value, a
// stray argument; the message names it.
absl::StatusOr<CommandLine> ParseCommandLine(std::span<const std::string> arguments);

// What --help prints: lines, each with its end.
std::string_view HelpText();

}  // namespace signpost::app
