#pragma once

// The zone's only writer: takes states and events, publishes what follows from them, and does by
// itself what only time brings: addresses of host names, an end of a grace, the freeing of retired
// snapshots.
//
// Private to this room; runs on the poller's context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <span>
#include <string>
#include <vector>

#include "base/status_board.h"
#include "mesos/cluster_zone.h"
#include "poller/host_resolver.h"
#include "poller/serial_keeper.h"
#include "records/snapshot_publisher.h"

namespace signpost::poller {

class ZoneFeed {
 public:
  struct Options {
    mesos::ClusterZoneOptions zone;  // last_serial: or what was kept, if that is later
    std::string state_directory;     // where serials are kept; empty: nowhere
    NameLookupOptions lookup;
    HostLimits hosts;
  };
  // All but the options must outlive the feed.
  ZoneFeed(boost::asio::io_context* context, const Options& options,
           records::SnapshotPublisher* publisher, StatusBoard* board);

  // Starts freeing retired snapshots. Once.
  void Start() { ReapRegularly(); }

  // As those of ClusterZone.
  void BeginFetch() { zone_.BeginFetch(); }
  void SetMasters(std::vector<std::string> masters);
  void Apply(mesos::State state, mesos::StateKind kind);
  bool IsSettled() const { return zone_.IsSettled(); }
  void Repeat() { zone_.Repeat(); }

  // Is something served that the last state did not list?
  bool is_holding() const { return zone_.holding().reason != mesos::HoldReason::kNone; }

  // True when a full state is wanted.
  bool ApplyEvents(std::span<const mesos::Event> events);

 private:
  // A change is logged.
  void TellOfHolding();
  void Publish(mesos::ClusterZone::NextSnapshot next);
  void WantHosts();
  void ExpireInTime();
  void ReapRegularly();

  records::SnapshotPublisher& publisher_;
  StatusBoard& board_;
  SerialKeeper serials_;
  mesos::ClusterZone zone_;
  HostResolver hosts_;
  uint64_t hosts_version_ = 0;  // that hosts_ looks for
  mesos::HoldReason hold_reason_ = mesos::HoldReason::kNone;
  boost::asio::steady_timer expiry_;
  boost::asio::steady_timer reap_;
};

}  // namespace signpost::poller
