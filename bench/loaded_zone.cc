#include "loaded_zone.h"

#include "mesos/state_parser.h"

namespace signpost::bench {

mesos::ClusterZoneOptions ZoneOptions() {
  mesos::ClusterZoneOptions options;
  options.naming.domain = wire::Name::FromText("mesos.").value();
  options.naming.name_server = wire::Name::FromText("ns1.mesos.").value();
  options.soa.mname = options.soa.rname = options.naming.name_server;
  options.hash_seed = 0x5eed;
  return options;
}

LoadedZone::LoadedZone(const StateSize& size) {
  snapshot = zone.Apply(mesos::ParseState(MasterStateJson(size)).value(),
                        mesos::ClusterZone::Clock::now());
}

}  // namespace signpost::bench
