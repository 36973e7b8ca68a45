#include "app/command_line.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

enum class Flag {
  kConfig,
  kState,
  kServer,
  kCheckConfig,
  kVersion,
  kHelp,
  kVerbosity,
  kIgnored,
};

enum class Takes {
  kNothing,  // or "=true", "=false"
  kValue,
  kPerhapsAValue,
};

struct FlagEntry {
  std::string_view name;
  Flag flag;
  Takes takes;
};

const FlagEntry kFlags[] = {
    {"config", Flag::kConfig, Takes::kValue},
    {"state", Flag::kState, Takes::kValue},
    {"server", Flag::kServer, Takes::kValue},
    {"check-config", Flag::kCheckConfig, Takes::kNothing},
    {"version", Flag::kVersion, Takes::kNothing},
    {"help", Flag::kHelp, Takes::kNothing},
    {"h", Flag::kHelp, Takes::kNothing},
    // The log of the reference.
    {"v", Flag::kVerbosity, Takes::kPerhapsAValue},
    {"logtostderr", Flag::kIgnored, Takes::kNothing},
    {"alsologtostderr", Flag::kIgnored, Takes::kNothing},
    {"stderrthreshold", Flag::kIgnored, Takes::kPerhapsAValue},
    {"vmodule", Flag::kIgnored, Takes::kPerhapsAValue},
    {"log_dir", Flag::kIgnored, Takes::kPerhapsAValue},
    {"log_backtrace_at", Flag::kIgnored, Takes::kPerhapsAValue},
};

struct WordEntry {
  std::string_view name;
  Command command;
};

const WordEntry kWords[] = {
    {"records", Command::kRecords}, {"check-config", Command::kCheckConfig},
    {"reload", Command::kReload},   {"status", Command::kStatus},
    {"lookup", Command::kLookup},   {"help", Command::kHelp},
};

std::string_view NameOf(Command command) {
  const auto entry = std::ranges::find(kWords, command, &WordEntry::command);
  return entry == std::end(kWords) ? "" : entry->name;
}

template <typename... Parts>
absl::Status Fault(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

bool IsFlag(std::string_view argument) { return argument.size() > 1 && argument[0] == '-'; }

bool IsNumber(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// One flag as it stands on the command line.
struct Given {
  std::string_view argument;              // "--config=FILE", for messages
  std::string_view name;                  // "config"
  std::optional<std::string_view> value;  // after '='
};

Given TakeApart(std::string_view argument) {
  const std::string_view text = argument.substr(argument.starts_with("--") ? 2 : 1);
  const size_t equals = text.find('=');
  Given given{argument, text.substr(0, equals), std::nullopt};
  if (equals != std::string_view::npos) given.value = text.substr(equals + 1);
  return given;
}

class Reader {
 public:
  explicit Reader(std::span<const std::string> arguments) : rest_(arguments) {}

  absl::StatusOr<CommandLine> Read() {
    while (!rest_.empty()) {
      const std::string_view argument = Next();
      const absl::Status status = IsFlag(argument) ? ReadFlag(argument) : ReadWord(argument);
      if (!status.ok()) return status;
    }
    return Finish();
  }

 private:
  std::string_view Next() {
    const std::string_view argument = rest_.front();
    rest_ = rest_.subspan(1);
    return argument;
  }

  bool IsTold() const {
    return line_.command == Command::kVersion || line_.command == Command::kHelp;
  }

  // A command, or what belongs to it.
  absl::Status ReadWord(std::string_view word) {
    if (line_.command == Command::kLookup && !has_type_) return ReadQuestion(word);
    const auto entry = std::ranges::find(kWords, word, &WordEntry::name);
    if (entry != std::end(kWords) && (line_.command == Command::kServe || IsTold())) {
      return SetCommand(entry->command);
    }
    if (line_.command != Command::kCheckConfig || !line_.config_file.empty()) {
      return Fault("unexpected argument ", log::Printable(word));
    }
    line_.config_file = word;
    return absl::OkStatus();
  }

  // The name, then perhaps the type.
  absl::Status ReadQuestion(std::string_view word) {
    if (line_.name.empty()) {
      line_.name = word;
      return word.empty() ? Fault("lookup needs a name") : absl::OkStatus();
    }
    has_type_ = true;
    const std::optional<wire::Type> type = wire::TypeFromName(word);
    if (!type) return Fault(log::Printable(word), " is no type of records");
    if (*type != wire::Type::kAny) line_.type = type;
    return absl::OkStatus();
  }

  absl::Status ReadFlag(std::string_view argument) {
    Given given = TakeApart(argument);
    const auto entry = std::ranges::find(kFlags, given.name, &FlagEntry::name);
    if (entry == std::end(kFlags)) return Fault("unknown flag ", log::Printable(argument));
    if (entry->takes == Takes::kNothing) return ReadSwitch(*entry, given);
    if (!given.value && MayTakeNext(*entry)) given.value = Next();
    if (entry->takes == Takes::kValue && given.value.value_or("").empty()) {
      return Fault("flag ", log::Printable(argument), " needs a value");
    }
    Put(entry->flag, given.value.value_or(""));
    return absl::OkStatus();
  }

  bool MayTakeNext(const FlagEntry& entry) const {
    if (rest_.empty()) return false;
    const std::string_view next = rest_.front();
    if (entry.flag == Flag::kVerbosity) return IsNumber(next);
    return entry.takes == Takes::kValue || !IsFlag(next);
  }

  absl::Status ReadSwitch(const FlagEntry& entry, const Given& given) {
    const std::string_view value = given.value.value_or("true");
    const bool on = value == "true" || value == "1";
    if (!on && value != "false" && value != "0") {
      return Fault("flag ", log::Printable(given.argument), " is either true or false");
    }
    if (!on) return absl::OkStatus();
    switch (entry.flag) {
      case Flag::kCheckConfig:
        return SetCommand(Command::kCheckConfig);
      case Flag::kVersion:
        return SetCommand(Command::kVersion);
      case Flag::kHelp:
        return SetCommand(Command::kHelp);
      default:
        return absl::OkStatus();
    }
  }

  // --help goes before all else, then --version.
  absl::Status SetCommand(Command command) {
    const bool wins = command == Command::kHelp || (!IsTold() && command == Command::kVersion);
    if (wins || line_.command == Command::kServe) {
      line_.command = command;
    } else if (!IsTold() && line_.command != command) {
      return Fault(ToAbsl(NameOf(line_.command)), " and ", ToAbsl(NameOf(command)),
                   " do not go together");
    }
    return absl::OkStatus();
  }

  void Put(Flag flag, std::string_view value) {
    if (flag == Flag::kConfig) line_.config_file = value;
    if (flag == Flag::kServer) line_.server = value;
    if (flag == Flag::kState) line_.state_file = value;
    if (flag == Flag::kVerbosity)
      line_.debug = IsNumber(value) && value.find_first_not_of('0') != value.npos;
  }

  absl::StatusOr<CommandLine> Finish() {
    if (IsTold()) return line_;
    const Command command = line_.command;
    const bool records = command == Command::kRecords;
    const bool asks =
        command == Command::kStatus || command == Command::kLookup || command == Command::kReload;
    if (records && line_.state_file.empty()) return Fault("records needs --state FILE");
    if (!records && !line_.state_file.empty()) return Fault("--state belongs to records");
    if (command == Command::kLookup && line_.name.empty()) return Fault("lookup needs a name");
    if (!asks && !line_.server.empty())
      return Fault("--server belongs to reload, status and lookup");
    if (!records && !asks && line_.config_file.empty()) line_.config_file = kDefaultConfigFile;
    return line_;
  }

  std::span<const std::string> rest_;
  CommandLine line_;
  bool has_type_ = false;  // kLookup: nothing more is to come
};

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(std::span<const std::string> arguments) {
  return Reader(arguments).Read();
}

std::string_view HelpText() {
  return "Usage: signpost [-config FILE] [-v=1]\n"
         "       signpost check-config [FILE]\n"
         "       signpost records --state FILE [-config FILE]\n"
         "       signpost reload [-config FILE] [--server HOST:PORT]\n"
         "       signpost status [--server HOST:PORT]\n"
         "       signpost lookup NAME [TYPE] [--server HOST:PORT]\n"
         "\n"
         "Serves the tasks of a Mesos cluster in DNS and HTTP.\n"
         "\n"
         "  -config FILE    the configuration; config.json when none is given\n"
         "  check-config    say what is wrong with the configuration and the files it\n"
         "                  names, and end; status 0 when it could be served\n"
         "                  (also --check-config, with -config FILE or FILE after it)\n"
         "  records         print the records that follow from the state in FILE, as\n"
         "                  zone lines, and end\n"
         "  reload          have a running server read its configuration again, print what\n"
         "                  changed and what needs a restart, and end; status 1 when the file\n"
         "                  is refused and the server goes on as it was\n"
         "  status          ask a running server over HTTP how it is, and end; status 0 when\n"
         "                  it is ready, 1 when it is not, 2 when it cannot be reached\n"
         "  lookup          ask a running server what NAME resolves to and which tasks make\n"
         "                  it so, and end; status 1 when there is no such name\n"
         "  --server        which server; 127.0.0.1:8123 when neither it nor -config FILE,\n"
         "                  the server's own configuration, is given\n"
         "  -v=1            log more\n"
         "  --version       print the version, and end\n"
         "  --help          print this, and end (also the command help)\n"
         "\n"
         "A flag has one dash or two; its value follows after '=' or a space. The flags\n"
         "with which Mesos-DNS is told how to log are taken, and have no effect.\n"
         "Status 2: the command line cannot be read.\n";
}

}  // namespace signpost::app
