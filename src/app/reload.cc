#include "app/reload.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "app/config_keys.h"
#include "app/cookie_secrets.h"
#include "app/privileges.h"
#include "app/room_options.h"
#include "app/tsig_keys.h"
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

void Refuse(const ConfigResult& result, const std::string& file, StatusBoard* board) {
  for (const std::string& fault : result.faults)
    log::Always(log::Level::kError, absl::StrCat(file, ": ", fault));
  board->Set("reload_fault", std::string_view(result.faults.front()));
  board->Add("reload_refused_count");
  log::Always(log::Level::kError,
              absl::StrCat(file, ": refused, the server goes on with what it has"));
}

// What the start checks beyond the file itself.
void CheckWhatItNames(ConfigResult* result) {
  const Config& config = result->config;
  const auto check = [result](const absl::Status& status) {
    if (!status.ok()) result->faults.emplace_back(FromAbsl(status.message()));
  };
  check(FindAccount(config).status());
  check(poller::ReadHttpSecurity(HttpClientOptionsOf(config)).status());
  check(CheckResolversAreOthers(config));
  if (!config.tsig_key_file.empty()) check(ReadTsigKeys(config.tsig_key_file).status());
  if (!config.cookie_secret_file.empty()) {
    check(ReadCookieSecrets(config.cookie_secret_file).status());
  }
}

}  // namespace

std::vector<std::string> ChangedKeys(const Config& one, const Config& other) {
  std::vector<std::string> names;
  for (const ConfigKey& key : ConfigKeys()) {
    if (!std::visit(IsEqual(one, other), key.target)) names.emplace_back(key.name);
  }
  return names;
}

void CheckAgain(const Config& running, StatusBoard* board) {
  const std::string file = log::Printable(running.file);
  ConfigResult result = LoadConfig(running.file);
  if (result.faults.empty()) CheckWhatItNames(&result);
  for (const std::string& warning : result.warnings) {
    log::Always(log::Level::kWarning, absl::StrCat(file, ": ", warning));
  }
  if (!result.faults.empty()) return Refuse(result, file, board);
  const std::string changed = absl::StrJoin(ChangedKeys(running, result.config), ", ");
  board->Set("reload_fault", std::string_view());
  board->Set("reload_needs_restart", std::string_view(changed));
  board->Add("reload_count");
  log::Always(log::Level::kInfo,
              changed.empty() ? absl::StrCat(file, ": read again, nothing has changed")
                              : absl::StrCat(file, ": read again, needs a restart: ", changed));
}

}  // namespace signpost::app
