#include "poller/body_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::poller {
namespace {

Failure GzipFailure(const absl::Status& status) {
  return {absl::IsResourceExhausted(status) ? "too_large" : "gzip",
          absl::StrCat("its body ", status.message())};
}

}  // namespace

BodyText::BodyText(std::string_view encoding, uint64_t size_max) : size_max_(size_max) {
  if (absl::EqualsIgnoreCase(ToAbsl(encoding), "gzip")) {
    gunzip_.emplace(size_max);
  } else if (!encoding.empty() && !absl::EqualsIgnoreCase(ToAbsl(encoding), "identity")) {
    failure_ = {"encoding", absl::StrCat("Content-Encoding \"", log::Printable(encoding),
                                         "\" was not asked for")};
  }
}

std::optional<Failure> BodyText::Add(std::string_view octets, const TextSink& sink) {
  if (failure_) return failure_;
  if (gunzip_) {
    const absl::Status status = gunzip_->Add(octets, sink);
    if (!status.ok()) return GzipFailure(status);
    return std::nullopt;
  }
  if (octets.size() > size_max_ - size_) {
    return Failure{"too_large", absl::StrCat("a body over ", size_max_, " octets")};
  }
  size_ += octets.size();
  sink(octets);
  return std::nullopt;
}

std::optional<Failure> BodyText::Finish() const {
  if (failure_) return *failure_;
  if (!gunzip_) return std::nullopt;
  const absl::Status status = gunzip_->Finish();
  if (!status.ok()) return GzipFailure(status);
  return std::nullopt;
}

}  // namespace signpost::poller
