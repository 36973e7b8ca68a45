#include "forward/upstreams.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace signpost::forward {

Upstreams::Upstreams(const std::vector<Endpoint>& others, const std::vector<ZoneServers>& zones)
    : others_(IndexesOf(others)) {
  for (const ZoneServers& zone : zones) {
    const wire::Name name = zone.zone.ToCanonical();
    zones_.emplace(AsText(name.wire()), IndexesOf(zone.servers));
  }
}

std::span<const Upstreams::Index> Upstreams::Find(Bytes canonical_name) const {
  if (zones_.empty()) return others_;
  for (Bytes suffix = canonical_name; suffix.size() > 1; suffix = wire::ParentOf(suffix)) {
    const auto zone = zones_.find(AsText(suffix));
    if (zone != zones_.end()) return zone->second;
  }
  return others_;
}

std::vector<Upstreams::Index> Upstreams::IndexesOf(const std::vector<Endpoint>& servers) {
  std::vector<Index> indexes;
  for (const Endpoint& server : servers) {
    auto known = std::ranges::find(endpoints_, server);
    if (known == endpoints_.end()) known = endpoints_.insert(known, server);
    SIGNPOST_CHECK(endpoints_.size() <= std::numeric_limits<Index>::max());
    indexes.push_back(static_cast<Index>(known - endpoints_.begin()));
  }
  return indexes;
}

}  // namespace signpost::forward
