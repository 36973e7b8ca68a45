#pragma once

// The files that a configuration names and the server reads: secrets and certificates.
//
// At the start they are read as root, if the server has started as root. When the configuration is
// read again that may be allowed no more: a file that only root may read stays as it was read, as
// long as its key names the same file.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "app/config.h"
#include "dns/cookies.h"
#include "poller/http_security.h"
#include "transfer/tsig_key.h"

namespace signpost::app {

struct ServerFiles {
  std::shared_ptr<const poller::HttpSecurity> security;
  std::shared_ptr<const transfer::TsigKeys> tsig_keys;               // null: none
  dns::CookieSecrets cookie_secrets = dns::CookieSecrets::Random();  // of cookieSecretFile
};

// Fails with the first file that cannot be read or is not what it should be; the message names it
// and shows none of its secrets.
absl::StatusOr<ServerFiles> ReadServerFiles(const Config& config);

// As ReadServerFiles(), but of a server that runs with `running` and its `files`: those out of
// reach stay as they are.
absl::StatusOr<ServerFiles> ReadServerFilesAgain(const Config& config, const Config& running,
                                                 const ServerFiles& files);

// The keys of `config` whose files are those of `running` and may not be read any more. Asks the
// system.
std::vector<std::string> KeysOutOfReach(const Config& config, const Config& running);

}  // namespace signpost::app
