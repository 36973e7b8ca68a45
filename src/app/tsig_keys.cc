#include "app/tsig_keys.h"

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
#include "transfer/limits.h"

namespace signpost::app {
namespace {

constexpr size_t kFileSizeMax = 1 << 20;  // octets

// The message says what is wrong with the line, not what it holds: any part may be the secret.
absl::StatusOr<transfer::TsigKey> KeyOf(absl::string_view line) {
  const std::vector<std::string> parts = absl::StrSplit(line, ':');
  if (parts.size() != 3) return absl::InvalidArgumentError("is not algorithm:name:secret");
  const auto algorithm = transfer::TsigAlgorithmFromName(parts[0]);
  if (!algorithm) {
    return absl::InvalidArgumentError("has an algorithm that is not hmac-sha256 or hmac-sha512");
  }
  const auto name = wire::Name::FromText(parts[1]);
  if (!name.ok() || name->is_root()) {
    return absl::InvalidArgumentError("has a name that is no domain name");
  }
  std::string secret;
  if (!absl::Base64Unescape(parts[2], &secret)) {
    return absl::InvalidArgumentError("has a secret that is not base64");
  }
  if (secret.size() < transfer::kTsigSecretSizeMin ||
      secret.size() > transfer::kTsigSecretSizeMax) {
    return absl::InvalidArgumentError(absl::StrCat("has a secret that is not of ",
                                                   transfer::kTsigSecretSizeMin, " to ",
                                                   transfer::kTsigSecretSizeMax, " octets"));
  }
  return transfer::TsigKey{.name = name->ToCanonical(),
                           .algorithm = *algorithm,
                           .secret = {secret.begin(), secret.end()}};
}

}  // namespace

absl::StatusOr<transfer::TsigKeys> ParseTsigKeys(std::string_view text) {
  std::vector<transfer::TsigKey> keys;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    auto key = KeyOf(line);
    if (!key.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, " ", key.status().message()));
    }
    if (std::ranges::count(keys, key->name, &transfer::TsigKey::name) > 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " has a name that is there already"));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return absl::InvalidArgumentError("holds no key");
  if (keys.size() > transfer::kMaxTsigKeys) {
    return absl::InvalidArgumentError(
        absl::StrCat("holds ", keys.size(), " keys, ", transfer::kMaxTsigKeys, " are the most"));
  }
  return transfer::TsigKeys(std::move(keys));
}

absl::StatusOr<transfer::TsigKeys> ReadTsigKeys(const std::string& file) {
  if (absl::Status status = CheckSecretMode(file); !status.ok()) return status;
  const auto text = ReadFileText(file, kFileSizeMax);
  auto keys = text.ok() ? ParseTsigKeys(*text) : text.status();
  if (keys.ok()) return keys;
  return absl::InvalidArgumentError(absl::StrCat(Quoted(file), " ", keys.status().message()));
}

}  // namespace signpost::app
