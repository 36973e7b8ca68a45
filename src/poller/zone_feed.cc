#include "poller/zone_feed.h"

#include <algorithm>
#include <utility>

#include "poller/limits.h"

namespace signpost::poller {
namespace {

using SystemClock = std::chrono::system_clock;

}  // namespace

ZoneFeed::ZoneFeed(boost::asio::io_context* context, const mesos::ClusterZoneOptions& options,
                   records::SnapshotPublisher* publisher, StatusBoard* board)
    : publisher_(*publisher),
      board_(*board),
      zone_(options, board),
      expiry_(*context),
      reap_(*context) {}

void ZoneFeed::Apply(mesos::State state, mesos::StateKind kind) {
  Publish(zone_.Apply(std::move(state), kind, SystemClock::now()));
}

void ZoneFeed::SetMasters(std::vector<std::string> masters) {
  Publish(zone_.SetMasters(std::move(masters), SystemClock::now()));
}

bool ZoneFeed::ApplyEvents(std::span<const mesos::Event> events) {
  auto result = zone_.ApplyEvents(events, SystemClock::now());
  Publish(std::move(result.next));
  return result.state_wanted;
}

void ZoneFeed::Publish(mesos::ClusterZone::NextSnapshot next) {
  if (next != nullptr) publisher_.Publish(std::move(next));
  ExpireInTime();
}

// The zone counts in the system's time, which may jump: what is due is looked at again and again.
void ZoneFeed::ExpireInTime() {
  const auto deadline = zone_.NextDeadline();
  if (!deadline) return;
  const auto left = std::max(*deadline - SystemClock::now(), SystemClock::duration::zero());
  expiry_.expires_after(std::min<SystemClock::duration>(left, kLongestExpiryWait));
  expiry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Publish(zone_.Expire(SystemClock::now()));
  });
}

void ZoneFeed::ReapRegularly() {
  board_.Set("retired_snapshots", static_cast<int64_t>(publisher_.Reap()));
  reap_.expires_after(kReapInterval);
  reap_.async_wait([this](const boost::system::error_code& error) {
    if (!error) ReapRegularly();
  });
}

}  // namespace signpost::poller
