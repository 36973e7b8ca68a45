#include "poller/iam_account.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "poller/json_object.h"
#include "poller/secret_file.h"

namespace signpost::poller {
namespace {

bool IsThisMachine(const std::string& host) {
  const auto address = IpAddress::Parse(host);
  return address ? address->IsLoopback() : absl::EqualsIgnoreCase(host, "localhost");
}

absl::StatusOr<Target> ParseLogin(std::string_view url) {
  auto login = ParseUrl(url);
  if (!login) {
    return absl::InvalidArgumentError("login_endpoint: no URL of the schemes https or http");
  }
  if (login->is_https || IsThisMachine(login->master.host)) return *std::move(login);
  return absl::InvalidArgumentError(absl::StrCat(
      "login_endpoint: http to ", log::Printable(login->master.host),
      " would show the login to others; https is asked for, except to this machine itself"));
}

}  // namespace

absl::StatusOr<IamAccount> ParseIamAccount(std::string_view json) {
  auto members = ReadJsonObject(json);
  if (!members) return absl::InvalidArgumentError("no JSON object");
  const std::string& scheme = (*members)["scheme"];
  if (!scheme.empty() && scheme != "RS256") {
    return absl::InvalidArgumentError(
        absl::StrCat("scheme: \"", log::Printable(scheme), "\" is not \"RS256\""));
  }
  const std::string& uid = (*members)["uid"];
  if (uid.empty()) return absl::InvalidArgumentError("uid: none given");
  auto key = RsaKey::FromPem((*members)["private_key"]);
  if (!key.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("private_key: ", key.status().message()));
  }
  auto login = ParseLogin((*members)["login_endpoint"]);
  if (!login.ok()) return login.status();
  return IamAccount{.uid = uid, .key = *std::move(key), .login = *std::move(login)};
}

absl::StatusOr<IamAccount> ReadIamAccount(const std::string& path) {
  const auto text = ReadSecretFile(path);
  if (!text.ok()) return text.status();
  auto account = ParseIamAccount(*text);
  if (!account.ok()) return FileFault(path, FromAbsl(account.status().message()));
  return account;
}

}  // namespace signpost::poller
