#include "poller/zk_report.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

// Equal failures one after the other are logged this far apart.
constexpr std::chrono::minutes kRepeatInterval{5};

std::string_view NameOf(ZkState state) {
  switch (state) {
    case ZkState::kConnecting:
      return "connecting";
    case ZkState::kConnected:
      return "connected";
    case ZkState::kWaiting:
      return "waiting";
    case ZkState::kStopped:
      return "stopped";
  }
  return "";
}

}  // namespace

ZkReport::ZkReport(StatusBoard* board, std::string place)
    : board_(*board), place_(std::move(place)) {}

void ZkReport::State(ZkState state) { board_.Set("zk_state", NameOf(state)); }

void ZkReport::SessionBegun() { board_.Add("zk_sessions"); }

void ZkReport::LeftOut(const Failure& failure) {
  board_.Add(absl::StrCat("zk_failures_", failure.reason));
}

void ZkReport::Failed(const Failure& failure, std::chrono::steady_clock::time_point now) {
  board_.Add(absl::StrCat("zk_failures_", failure.reason));
  board_.Set("zk_last_failure", failure.message);
  if (reason_ != failure.reason) {
    reason_ = failure.reason;
    repeated_.emplace(kRepeatInterval);
  }
  const std::string known =
      leader_.empty() ? "no leader is known yet" : absl::StrCat("the leader stays ", leader_);
  repeated_->Log(log::Level::kWarning,
                 absl::StrCat("ZooKeeper ", place_, ": ", failure.message, "; ", known), now);
}

void ZkReport::Detected(const DetectedMasters& masters, bool is_change) {
  board_.Set("zk_leader", masters.leader.HostPort());
  board_.Set("zk_masters", static_cast<int64_t>(masters.others.size() + 1));
  board_.Set("zk_last_failure", "");
  const std::string before = std::exchange(leader_, masters.leader.HostPort());
  const bool is_over = !std::exchange(reason_, "").empty();
  if (!is_change && !is_over) return;
  log::Info(absl::StrCat("ZooKeeper ", place_, ": the leader is ", leader_,
                         before.empty() || before == leader_ ? "" : absl::StrCat(", was ", before),
                         "; masters besides it: ", masters.others.size()));
}

}  // namespace signpost::poller
