#pragma once

// The cluster as it was last known, and what a new state changes in it.
//
// It keeps every agent, framework and running task, so that a new full state (or, elsewhere, one
// event) becomes a short list of differences. Pure bookkeeping; belongs to the poller's thread.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "mesos/state.h"

namespace signpost::mesos {

// A cluster's change as differences between sources; see cluster_model.cc for their order.
class ClusterModel;

}  // namespace signpost::mesos
