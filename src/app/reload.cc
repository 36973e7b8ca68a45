#include "app/reload.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "app/config_keys.h"
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
  for (const std::string& fault : result.faults) log::Error(absl::StrCat(file, ": ", fault));
  board->Set("reload_fault", std::string_view(result.faults.front()));
  board->Add("reload_refused_count");
  log::Error(absl::StrCat(file, ": refused, the server goes on with what it has"));
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
  const ConfigResult result = LoadConfig(running.file);
  for (const std::string& warning : result.warnings) {
    log::Warning(absl::StrCat(file, ": ", warning));
  }
  if (!result.faults.empty()) return Refuse(result, file, board);
  const std::string changed = absl::StrJoin(ChangedKeys(running, result.config), ", ");
  board->Set("reload_fault", std::string_view());
  board->Set("reload_needs_restart", std::string_view(changed));
  board->Add("reload_count");
  log::Info(changed.empty() ? absl::StrCat(file, ": read again, nothing has changed")
                            : absl::StrCat(file, ": read again, needs a restart: ", changed));
}

}  // namespace signpost::app
