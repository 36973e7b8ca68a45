#pragma once

// A zone as the server keeps it, with all tasks of a generated state, and the snapshot in use.

#include "base/status_board.h"
#include "master_state.h"
#include "mesos/cluster_zone.h"

namespace signpost::bench {

// Domain "mesos", one name server, a TTL of 60 s.
mesos::ClusterZoneOptions ZoneOptions();

struct LoadedZone {
  explicit LoadedZone(const StateSize& size);

  StatusBoard board;
  mesos::ClusterZone zone{ZoneOptions(), &board};
  mesos::ClusterZone::NextSnapshot snapshot;
};

}  // namespace signpost::bench
