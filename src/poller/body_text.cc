#include "poller/body_text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::poller {
namespace {

// Room is made at once for what is announced, but not for more than this: anybody may announce.
constexpr uint64_t kReserveMax = 256 << 20;

Failure GzipFailure(const absl::Status& status) {
  return {absl::IsResourceExhausted(status) ? "too_large" : "gzip",
          absl::StrCat("its body ", status.message())};
}

}  // namespace

BodyText::BodyText(std::string_view encoding, std::optional<uint64_t> size, size_t size_max)
    : size_max_(size_max) {
  if (absl::EqualsIgnoreCase(ToAbsl(encoding), "gzip")) {
    gunzip_.emplace(size_max);
  } else if (encoding.empty() || absl::EqualsIgnoreCase(ToAbsl(encoding), "identity")) {
    text_.reserve(std::min(size.value_or(0), kReserveMax));
  } else {
    failure_ = {"encoding", absl::StrCat("Content-Encoding \"", log::Printable(encoding),
                                         "\" was not asked for")};
  }
}

std::optional<Failure> BodyText::Add(std::string_view octets) {
  if (failure_) return failure_;
  if (gunzip_) {
    if (const absl::Status status = gunzip_->Add(octets); !status.ok()) return GzipFailure(status);
  } else if (octets.size() > size_max_ - text_.size()) {
    return Failure{"too_large", absl::StrCat("a body over ", size_max_, " octets")};
  } else {
    text_.append(octets);
  }
  return std::nullopt;
}

Outcome<std::string> BodyText::Finish() {
  if (failure_) return *failure_;
  if (!gunzip_) return std::move(text_);
  auto text = gunzip_->Finish();
  if (!text.ok()) return GzipFailure(text.status());
  return *std::move(text);
}

}  // namespace signpost::poller
