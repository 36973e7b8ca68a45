#pragma once

// The secrets of DNS cookies, from a file that all servers of one address share.
//
// One secret a line, 32 hexadecimal digits; the first makes cookies, those made with the others are
// accepted as well. Empty lines and those that begin with '#' are passed over.

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "dns/cookies.h"

namespace signpost::app {

// Messages follow "KEY: " and show nothing of a secret.
absl::StatusOr<dns::CookieSecrets> ParseCookieSecrets(std::string_view text);

// Fails also when the file cannot be read, or everybody may.
absl::StatusOr<dns::CookieSecrets> ReadCookieSecrets(const std::string& file);

// Reads the file again when it has changed. Owned by one thread.
class CookieSecretFile {
 public:
  // `file` may be empty: it never changes. What is there now counts as read.
  explicit CookieSecretFile(std::string file);

  // The secrets, when they were changed since the last call; nullopt when not. A file that cannot
  // be read or used any more is logged once: the old secrets are good enough.
  std::optional<dns::CookieSecrets> ReadIfChanged();

 private:
  // What tells one state of the file from another.
  struct Stamp {
    ino_t inode = 0;
    off_t size = 0;
    time_t changed_s = 0;
    long changed_ns = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  Stamp StampNow() const;

  const std::string file_;
  Stamp stamp_;
};

}  // namespace signpost::app
