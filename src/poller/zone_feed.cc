#include "poller/zone_feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

using SystemClock = std::chrono::system_clock;

// Later in the arithmetic of RFC 1982. 0: there is none.
bool IsLater(uint32_t serial, uint32_t other) {
  return other == 0 || (serial != 0 && static_cast<int32_t>(serial - other) > 0);
}

mesos::ClusterZoneOptions After(mesos::ClusterZoneOptions zone, uint32_t last_serial) {
  if (IsLater(last_serial, zone.last_serial)) zone.last_serial = last_serial;
  return zone;
}

}  // namespace

ZoneFeed::ZoneFeed(boost::asio::io_context* context, const Options& options,
                   records::SnapshotPublisher* publisher, StatusBoard* board)
    : publisher_(*publisher),
      board_(*board),
      serials_(options.state_directory),
      zone_(After(options.zone, serials_.Read()), board),
      hosts_(context, options.lookup, options.hosts, board,
             [this](auto found) { Publish(zone_.SetHosts(found, SystemClock::now())); }),
      expiry_(*context),
      reap_(*context) {}

void ZoneFeed::Apply(mesos::State state, mesos::StateKind kind) {
  Publish(zone_.Apply(std::move(state), kind, SystemClock::now()));
  TellOfHolding();
}

void ZoneFeed::TellOfHolding() {
  const auto holding = zone_.holding();
  if (holding.reason == std::exchange(hold_reason_, holding.reason)) return;
  switch (holding.reason) {
    case mesos::HoldReason::kNone:
      log::Info("nothing is held any more: what is served is what the master lists");
      break;
    case mesos::HoldReason::kNewLeader:
      log::Warning(absl::StrCat("another master leads: ", holding.tasks,
                                " tasks that it does not list yet are served on until their agents "
                                "come back or are given up"));
      break;
    case mesos::HoldReason::kLoss:
      log::Warning(
          absl::StrCat("the master lists less than half of the tasks it did: ", holding.tasks,
                       " are served on for ", mesos::kLossStatesHeld, " more polls"));
      break;
  }
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
  if (next != nullptr) {
    serials_.Keep(next->soa.serial);
    publisher_.Publish(std::move(next));
  }
  WantHosts();
  ExpireInTime();
}

void ZoneFeed::WantHosts() {
  if (std::exchange(hosts_version_, zone_.hosts_version()) == zone_.hosts_version()) return;
  hosts_.Want(zone_.HostsWanted());
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
