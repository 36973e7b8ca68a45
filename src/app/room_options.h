#pragma once

// What each room needs of the configuration. The Config must be without faults.

#include "app/config.h"
#include "dns/dns_server.h"
#include "http/http_server.h"
#include "mesos/cluster_zone.h"
#include "poller/poller.h"

namespace signpost::app {

// `hash_seed`: secret in a server, fixed where the order of names must not vary.
mesos::ClusterZoneOptions ZoneOptionsOf(const Config& config, uint64_t hash_seed);

poller::HttpClientOptions HttpClientOptionsOf(const Config& config);

// `security`: ReadHttpSecurity(HttpClientOptionsOf(config)).
poller::PollerOptions PollerOptionsOf(const Config& config, uint64_t hash_seed,
                                      std::shared_ptr<const poller::HttpSecurity> security);

dns::DnsServerOptions DnsOptionsOf(const Config& config);

http::HttpServerOptions HttpOptionsOf(const Config& config);

}  // namespace signpost::app
