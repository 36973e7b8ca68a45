#include "app/server_files.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "app/cookie_secrets.h"
#include "app/room_options.h"
#include "app/tsig_keys.h"

namespace signpost::app {
namespace {

struct FileKey {
  const char* key;
  std::string Config::*file;
};

constexpr std::array<FileKey, 4> kSecurityKeys = {{{"CACertFile", &Config::ca_cert_file},
                                                   {"CertFile", &Config::cert_file},
                                                   {"KeyFile", &Config::key_file},
                                                   {"IAMConfigFile", &Config::iam_config_file}}};
constexpr FileKey kTsigKey = {"tsigKeyFile", &Config::tsig_key_file};
constexpr FileKey kCookieKey = {"cookieSecretFile", &Config::cookie_secret_file};

bool IsOutOfReach(const FileKey& key, const Config& config, const Config& running) {
  const std::string& file = config.*key.file;
  if (file.empty() || file != running.*key.file) return false;
  return access(file.c_str(), R_OK) != 0 && errno == EACCES;
}

// All of it, or none: the key belongs to the certificate.
bool IsSecurityOutOfReach(const Config& config, const Config& running) {
  return HttpClientOptionsOf(config) == HttpClientOptionsOf(running) &&
         std::any_of(kSecurityKeys.begin(), kSecurityKeys.end(),
                     [&](const FileKey& key) { return IsOutOfReach(key, config, running); });
}

absl::Status ReadSecurity(const Config& config, ServerFiles* files) {
  auto security = poller::ReadHttpSecurity(HttpClientOptionsOf(config));
  if (security.ok()) files->security = *std::move(security);
  return security.status();
}

absl::Status ReadTsig(const Config& config, ServerFiles* files) {
  files->tsig_keys = nullptr;
  if (config.tsig_key_file.empty()) return absl::OkStatus();
  auto keys = ReadTsigKeys(config.tsig_key_file);
  if (keys.ok()) files->tsig_keys = std::make_shared<const transfer::TsigKeys>(*std::move(keys));
  return keys.status();
}

absl::Status ReadCookies(const Config& config, ServerFiles* files) {
  if (config.cookie_secret_file.empty()) return absl::OkStatus();
  auto secrets = ReadCookieSecrets(config.cookie_secret_file);
  if (secrets.ok()) files->cookie_secrets = *std::move(secrets);
  return secrets.status();
}

}  // namespace

absl::StatusOr<ServerFiles> ReadServerFiles(const Config& config) {
  ServerFiles files;
  if (absl::Status status = ReadSecurity(config, &files); !status.ok()) return status;
  if (absl::Status status = ReadTsig(config, &files); !status.ok()) return status;
  if (absl::Status status = ReadCookies(config, &files); !status.ok()) return status;
  return files;
}

absl::StatusOr<ServerFiles> ReadServerFilesAgain(const Config& config, const Config& running,
                                                 const ServerFiles& files) {
  ServerFiles next = files;
  // Secrets of nobody's file are good for as long as the process.
  if (config.cookie_secret_file.empty() && !running.cookie_secret_file.empty()) {
    next.cookie_secrets = dns::CookieSecrets::Random();
  }
  absl::Status status;
  if (!IsSecurityOutOfReach(config, running)) status.Update(ReadSecurity(config, &next));
  if (!IsOutOfReach(kTsigKey, config, running)) status.Update(ReadTsig(config, &next));
  if (!IsOutOfReach(kCookieKey, config, running)) status.Update(ReadCookies(config, &next));
  if (!status.ok()) return status;
  return next;
}

std::vector<std::string> KeysOutOfReach(const Config& config, const Config& running) {
  std::vector<std::string> keys;
  const auto look = [&](const FileKey& key) {
    if (IsOutOfReach(key, config, running)) keys.emplace_back(key.key);
  };
  std::for_each(kSecurityKeys.begin(), kSecurityKeys.end(), look);
  look(kTsigKey);
  look(kCookieKey);
  return keys;
}

}  // namespace signpost::app
