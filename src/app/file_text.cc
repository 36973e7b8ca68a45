#include "app/file_text.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace signpost::app {
namespace {

constexpr size_t kPieceSize = size_t{1} << 16;

absl::Status SystemFault() {
  return absl::UnavailableError(
      absl::StrCat("cannot be read: ", std::generic_category().message(errno)));
}

}  // namespace

absl::StatusOr<std::string> ReadFileText(const std::string& file, size_t size_max) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                               std::fclose);
  if (stream == nullptr) return SystemFault();
  std::string text;
  size_t read = 0;
  do {
    const size_t size = text.size();
    text.resize(size + kPieceSize);
    read = std::fread(text.data() + size, 1, kPieceSize, stream.get());
    text.resize(size + read);
    if (text.size() > size_max) {
      return absl::ResourceExhaustedError(
          absl::StrCat("is longer than ", size_max, " octets, the most that is read"));
    }
  } while (read > 0);
  if (std::ferror(stream.get()) != 0) return SystemFault();
  return text;
}

}  // namespace signpost::app
