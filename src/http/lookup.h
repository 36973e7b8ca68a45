#pragma once

// /v1/hosts and /v1/services: the addresses of one name, the targets of one service.

#include <memory>
#include <string>

#include "http/body_producer.h"
#include "http/http_server.h"
#include "records/snapshot.h"

namespace signpost::http {

using SharedSnapshot = std::shared_ptr<const records::Snapshot>;

// [{"host":"web.marathon.mesos.","ip":"10.0.0.1"}, ...]; one record of empty texts when the name
// has no addresses or cannot exist. `snapshot` has a table. `outside` is a host beside its names.
std::unique_ptr<BodyProducer> HostBody(SharedSnapshot snapshot, const std::string& host,
                                       const OutsideHost& outside = {});

// [{"service":"as asked","host":"target.","ip":"10.0.0.1","port":"31000"}, ...]: for each SRV
// record the first address of either family that its target has in the zone.
std::unique_ptr<BodyProducer> ServiceBody(SharedSnapshot snapshot, const std::string& service);

}  // namespace signpost::http
