#include "app/cookie_secrets.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "app/config_values.h"
#include "app/file_text.h"
#include "app/secret_mode.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

constexpr char kKey[] = "cookieSecretFile";
constexpr size_t kFileSizeMax = 64 << 10;  // octets

std::optional<SipKey> SecretOf(absl::string_view line) {
  SipKey secret;
  if (line.size() != 2 * secret.size()) return std::nullopt;
  if (!std::ranges::all_of(line, [](unsigned char c) { return absl::ascii_isxdigit(c); })) {
    return std::nullopt;
  }
  std::ranges::copy(absl::HexStringToBytes(line), secret.begin());
  return secret;
}

}  // namespace

absl::StatusOr<dns::CookieSecrets> ParseCookieSecrets(std::string_view text) {
  std::vector<SipKey> secrets;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    const auto secret = SecretOf(line);
    if (!secret) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " is not a secret of 32 hexadecimal digits"));
    }
    secrets.push_back(*secret);
  }
  if (secrets.empty()) return absl::InvalidArgumentError("holds no secret");
  if (secrets.size() > dns::kMaxCookieSecrets) {
    return absl::InvalidArgumentError(absl::StrCat("holds ", secrets.size(), " secrets, ",
                                                   dns::kMaxCookieSecrets, " are the most"));
  }
  return dns::CookieSecrets(secrets);
}

absl::StatusOr<dns::CookieSecrets> ReadCookieSecrets(const std::string& file) {
  if (absl::Status status = CheckSecretMode(file); !status.ok()) return status;
  const auto text = ReadFileText(file, kFileSizeMax);
  auto secrets = text.ok() ? ParseCookieSecrets(*text) : text.status();
  if (secrets.ok()) return secrets;
  return absl::InvalidArgumentError(absl::StrCat(Quoted(file), " ", secrets.status().message()));
}

CookieSecretFile::CookieSecretFile(std::string file) : file_(std::move(file)), stamp_(StampNow()) {}

std::optional<dns::CookieSecrets> CookieSecretFile::ReadIfChanged() {
  const Stamp now = StampNow();
  if (now == stamp_) return std::nullopt;
  stamp_ = now;
  auto secrets = ReadCookieSecrets(file_);
  if (!secrets.ok()) {
    log::Warning(absl::StrCat(kKey, ": ", secrets.status().message(),
                              "; the secrets that were read before are used on"));
    return std::nullopt;
  }
  log::Info(absl::StrCat(kKey, ": ", Quoted(file_), " has changed, its secrets are used"));
  return *std::move(secrets);
}

CookieSecretFile::Stamp CookieSecretFile::StampNow() const {
  struct stat info {};
  if (file_.empty() || stat(file_.c_str(), &info) != 0) return {};
  return {info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

}  // namespace signpost::app
