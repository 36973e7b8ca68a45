#include "app/reload.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "app/config_keys.h"
#include "app/config_values.h"
#include "app/privileges.h"
#include "app/room_options.h"
#include "app/server_files.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

class IsEqual {
 public:
  IsEqual(const Config& one, const Config& other) : one_(one), other_(other) {}

  bool operator()(const IntegerKey& key) const { return (*this)(key.member); }

  template <typename Value>
  bool operator()(Value Config::*member) const {
    return one_.*member == other_.*member;
  }

 private:
  const Config& one_;
  const Config& other_;
};

// Keys that are followed at a start alone.
bool NeedsRestart(const std::string& key) { return key == "user" || key == "group"; }

// What the start checks beyond the file and what it names.
void CheckWhatItNames(ConfigResult* result) {
  const auto check = [result](const absl::Status& status) {
    if (!status.ok()) result->faults.emplace_back(FromAbsl(status.message()));
  };
  check(FindAccount(result->config).status());
  check(CheckResolversAreOthers(result->config));
}

// Its log keys; -v, which goes before them, stays as long as they do.
void SetUpLogAgain(const Config& config, const Config& running) {
  if (config.log_level != running.log_level) {
    if (const auto level = LogLevelFromName(config.log_level)) log::SetLevel(*level);
  }
  if (config.log_format == running.log_format) return;
  const bool json = config.log_format == kLogFormatJson;
  log::SetFormat(json ? log::Format::kJson : log::Format::kText, log::IsJournal());
}

void Refuse(const std::vector<std::string>& faults, const std::string& file, StatusBoard* board) {
  for (const std::string& fault : faults) {
    log::Always(log::Level::kError, absl::StrCat(file, ": ", fault));
  }
  board->Set("reload_fault", std::string_view(faults.front()));
  board->Add("reload_refused_count");
  log::Always(log::Level::kError,
              absl::StrCat(file, ": refused, the server goes on with what it has"));
}

struct Outcome {
  std::vector<std::string> changed;
  std::vector<std::string> needs_restart;
};

Outcome OutcomeOf(const Config& next, const Config& running) {
  Outcome outcome;
  for (std::string& key : ChangedKeys(running, next)) {
    (NeedsRestart(key) ? outcome.needs_restart : outcome.changed).push_back(std::move(key));
  }
  for (std::string& key : KeysOutOfReach(next, running)) {
    outcome.needs_restart.push_back(std::move(key));
  }
  return outcome;
}

void Tell(const Outcome& outcome, const std::string& file, StatusBoard* board) {
  const std::string changed = absl::StrJoin(outcome.changed, ", ");
  const std::string waiting = absl::StrJoin(outcome.needs_restart, ", ");
  board->Set("reload_fault", std::string_view());
  board->Set("reload_changed", std::string_view(changed));
  board->Set("reload_needs_restart", std::string_view(waiting));
  board->Add("reload_count");
  std::string text = absl::StrCat(file, ": read again, ");
  absl::StrAppend(&text, changed.empty() ? "nothing has changed" : "changed: ", changed);
  if (!waiting.empty()) absl::StrAppend(&text, "; needs a restart: ", waiting);
  log::Always(log::Level::kInfo, text);
}

// What only a start can follow stays as it is.
Config WithoutRestart(Config next, const Config& running) {
  next.user = running.user;
  next.group = running.group;
  return next;
}

}  // namespace

std::vector<std::string> ChangedKeys(const Config& one, const Config& other) {
  std::vector<std::string> names;
  for (const ConfigKey& key : ConfigKeys()) {
    if (!std::visit(IsEqual(one, other), key.target)) names.emplace_back(key.name);
  }
  return names;
}

void Reload(Server* server) {
  const Config running = server->config();
  const std::string file = log::Printable(running.file);
  ConfigResult result = LoadConfigAgain(running);
  if (result.faults.empty()) CheckWhatItNames(&result);
  for (const std::string& warning : result.warnings) {
    log::Always(log::Level::kWarning, absl::StrCat(file, ": ", warning));
  }
  if (!result.faults.empty()) return Refuse(result.faults, file, server->board());
  auto files = ReadServerFilesAgain(result.config, running, server->files());
  absl::Status status = files.status();
  if (files.ok()) {
    status = server->Reload(WithoutRestart(result.config, running), *std::move(files));
  }
  if (!status.ok()) {
    return Refuse({std::string(FromAbsl(status.message()))}, file, server->board());
  }
  SetUpLogAgain(result.config, running);
  Tell(OutcomeOf(result.config, running), file, server->board());
}

}  // namespace signpost::app
