#pragma once

// /v1/axfr: all addresses and services of the zone.
//
//   {"TTL":60,"Serial":1,"RefreshSeconds":60,"Mname":"ns1.mesos.","Rname":"root.ns1.mesos.",
//    "Domain":"mesos","Records":{"As":{"web.marathon.mesos.":["10.0.0.1"]},"AAAAs":{},
//    "SRVs":{"_web._tcp.marathon.mesos.":["web-x-s0.marathon.mesos.:31000"]}}}
//
// The order of the names within a table is that of their hashes, which changes from one start of
// the program to the next.

#include <cstdint>
#include <memory>

#include "http/body_producer.h"
#include "http/http_server.h"
#include "http/lookup.h"

namespace signpost::http {

// `snapshot` has a table. `outside` stands among its hosts.
std::unique_ptr<BodyProducer> AxfrBody(SharedSnapshot snapshot, uint32_t refresh_seconds,
                                       OutsideHost outside = {});

}  // namespace signpost::http
