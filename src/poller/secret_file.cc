#include "poller/secret_file.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

std::string ErrorText(int error) { return std::generic_category().message(error); }

}  // namespace

absl::Status FileFault(const std::string& path, std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", ToAbsl(why)));
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return FileFault(path, error.message());
  // Opening a pipe would wait for its other end.
  if (!std::filesystem::is_regular_file(status)) return FileFault(path, "not a regular file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             std::fclose);
  if (!file) return FileFault(path, ErrorText(errno));
  std::string text(kSecretFileSizeMax + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return FileFault(path, "cannot be read");
  if (text.size() <= kSecretFileSizeMax) return text;
  return FileFault(path, absl::StrCat("over ", kSecretFileSizeMax, " octets"));
}

}  // namespace signpost::poller
