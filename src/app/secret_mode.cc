#include "app/secret_mode.h"

#include <sys/stat.h>

#include <array>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "app/config_values.h"
#include "base/log.h"

namespace signpost::app {

absl::Status CheckSecretMode(const std::string& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return absl::OkStatus();
  if ((info.st_mode & (S_IROTH | S_IWOTH)) == 0) return absl::OkStatus();
  std::array<char, 8> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", info.st_mode & 07777U);
  return absl::PermissionDeniedError(
      absl::StrCat(Quoted(file), " holds a secret and is open to everybody (mode ", mode.data(),
                   "): chmod o= ", log::Printable(file)));
}

}  // namespace signpost::app
