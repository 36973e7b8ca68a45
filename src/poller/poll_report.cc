#include "poller/poll_report.h"

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

// Equal failures one after the other are logged this far apart.
constexpr std::chrono::minutes kRepeatInterval{5};

int64_t Milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

void PollReport::Failed(const Failure& failure, std::chrono::steady_clock::time_point now) {
  board_.Add("polls");
  board_.Add("poll_failures");
  board_.Set("last_failure", failure.message);
  if (reason_ != failure.reason) {
    reason_ = failure.reason;
    repeated_.emplace(kRepeatInterval);
  }
  repeated_->Log(
      log::Level::kWarning,
      absl::StrCat("no new state: ", failure.message,
                   is_serving_ ? "; the last one is served on" : "; nothing is served yet"),
      now);
}

void PollReport::Succeeded(std::string_view source, size_t state_size, const PollTimes& times,
                           std::chrono::system_clock::time_point now) {
  board_.Set("state_source", source);
  board_.Set("state_bytes", static_cast<int64_t>(state_size));
  board_.Set("fetch_ms", Milliseconds(times.fetch));
  board_.Set("parse_ms", Milliseconds(times.parse));
  board_.Set("apply_ms", Milliseconds(times.apply));
  board_.Set("last_success_unix_s", std::chrono::system_clock::to_time_t(now));
  board_.Set("last_failure", "");
  board_.Add("polls");
  if (!is_serving_ || !reason_.empty()) {
    log::Info(absl::StrCat(is_serving_ ? "recovered: " : "", "serving ", board_.Number("names"),
                           " names, ", board_.Number("records"), " records from ", ToAbsl(source),
                           " after ", Milliseconds(times.fetch + times.parse + times.apply),
                           " ms"));
  } else {
    log::Debug(absl::StrCat("a state of ", state_size, " octets from ", ToAbsl(source)));
  }
  is_serving_ = true;
  reason_.clear();
}

}  // namespace signpost::poller
