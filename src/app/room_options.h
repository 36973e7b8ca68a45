#pragma once

// What each room needs of the configuration. The Config must be without faults.

#include "absl/status/status.h"
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

// `keys`: what tsigKeyFile holds; null: none.
dns::DnsServerOptions DnsOptionsOf(const Config& config,
                                   std::shared_ptr<const transfer::TsigKeys> keys = nullptr);

// Fails when names are forwarded, and one of those who would be asked is this server itself. The
// message names key and value. Asks the system for its addresses: at start-up and on SIGHUP only.
absl::Status CheckResolversAreOthers(const Config& config);

// The same of a server whose DNS is bound to `listen`: with port 0 the system has chosen the port.
absl::Status CheckResolversAreOthers(const Config& config, const std::vector<Endpoint>& listen);

http::HttpServerOptions HttpOptionsOf(const Config& config);

}  // namespace signpost::app
