#pragma once

// What a worker counts, by the names of /v1/status. Private to this room.

#include <cstdint>
#include <map>
#include <string>

#include "dns/worker.h"

namespace signpost::dns {

// Adds the worker's counters to `sums`. Any thread.
void AddCounters(const Worker& worker, std::map<std::string, uint64_t>* sums);

}  // namespace signpost::dns
