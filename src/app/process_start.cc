#include "app/process_start.h"

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "app/file_text.h"
#include "base/absl_text.h"

namespace signpost::app {
namespace {

constexpr size_t kMaxStatSize = 4096;

// Fields after the second, which is the program's name in brackets and may hold anything.
constexpr size_t kStartField = 22 - 3;

}  // namespace

std::optional<uint64_t> ProcessStart(pid_t pid) {
  const auto text = ReadFileText(absl::StrCat("/proc/", pid, "/stat"), kMaxStatSize);
  return text.ok() ? ProcessStartIn(*text) : std::nullopt;
}

std::optional<uint64_t> ProcessStartIn(std::string_view stat) {
  const size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos) return std::nullopt;
  const std::vector<std::string> fields =
      absl::StrSplit(ToAbsl(stat.substr(name_end + 2)), absl::ByAnyChar(" \n"));
  uint64_t start = 0;
  if (fields.size() <= kStartField || !absl::SimpleAtoi(fields[kStartField], &start)) {
    return std::nullopt;
  }
  return start;
}

}  // namespace signpost::app
