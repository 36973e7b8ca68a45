#include "app/room_options.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

#include "absl/strings/str_cat.h"
#include "app/config_values.h"
#include "app/own_addresses.h"
#include "app/resolv_conf.h"
#include "base/check.h"
#include "forward/limits.h"

namespace signpost::app {
namespace {

// Of a Config without faults.
wire::Name NameOf(const std::string& text) {
  const auto name = wire::Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return name->ToCanonical();
}

std::vector<IpAddress> ListenAddresses(const Config& config) {
  std::vector<IpAddress> addresses;
  for (const Endpoint& endpoint : EndpointsOf(config.listener, config.port)) {
    addresses.push_back(endpoint.address);
  }
  return addresses;
}

mesos::NamingOptions NamingOf(const Config& config) {
  mesos::NamingOptions naming;
  naming.domain = NameOf(config.domain);
  naming.name_server = NameOf(config.soa_mname);
  naming.label_rule =
      config.enforce_rfc952 ? mesos::LabelRule::kRfc952 : mesos::LabelRule::kRfc1123;
  naming.sources.clear();
  for (const std::string& source : config.ip_sources) {
    naming.sources.push_back(mesos::AddressSourceFromName(source).value());
  }
  naming.srv_weight = static_cast<uint16_t>(config.srv_record_default_weight);
  return naming;
}

// With externalon false there may be others than resolvers, which become 0.0.0.0.
std::vector<Endpoint> ResolverEndpoints(const Texts& resolvers) {
  std::vector<Endpoint> endpoints;
  for (const std::string& resolver : resolvers) endpoints.push_back(ResolverEndpoint(resolver));
  return endpoints;
}

// Where clients of this machine reach a server that listens on `listen`.
std::vector<Endpoint> ReachedAt(const std::vector<Endpoint>& listen) {
  std::vector<Endpoint> own = listen;
  for (const Endpoint& endpoint : listen) {
    const std::array<IpAddress, 1> address = {endpoint.address};
    for (const IpAddress& at : OwnAddresses(address)) own.push_back({at, endpoint.port});
  }
  return own;
}

// Where clients of this machine reach this server's DNS.
std::vector<Endpoint> OwnServersOf(const Config& config) {
  if (!config.dns_on) return {};
  return ReachedAt(EndpointsOf(config.listener, config.port));
}

// The resolvers, but for those that are this server: a lookup must not wait for itself.
poller::NameServers NameServersOf(const Config& config) {
  poller::NameServers servers{.asked = ResolverEndpoints(config.resolvers),
                              .own = OwnServersOf(config)};
  std::erase_if(servers.asked, [&](const Endpoint& server) {
    return server.address.IsUnspecified() || poller::IsOwnServer(server, servers.own);
  });
  return servers;
}

// Whom to ask for names in none of the zones; the system's name servers when none are given, as in
// the reference.
std::vector<Endpoint> OthersOf(const Config& config) {
  if (!config.resolvers.empty()) return ResolverEndpoints(config.resolvers);
  const std::vector<Endpoint> own = OwnServersOf(config);
  std::vector<Endpoint> servers = SystemNameServers();
  std::erase_if(servers, [&](const Endpoint& server) { return poller::IsOwnServer(server, own); });
  return servers;
}

std::chrono::milliseconds ForwardTimeoutOf(const Config& config) {
  const std::chrono::seconds wanted(config.timeout);
  const std::chrono::seconds timeout = wanted > wanted.zero()
                                           ? std::min(wanted, forward::kForwardTimeoutMax)
                                           : forward::kForwardTimeoutOfZero;
  return timeout - std::chrono::milliseconds(timeout) / forward::kPartOfTimeoutLeft;
}

dns::ForwarderOptions ForwarderOptionsOf(const Config& config) {
  dns::ForwarderOptions options;
  if (!config.external_on) return options;
  std::vector<forward::ZoneServers> zones;
  for (const auto& [zone, resolvers] : config.zone_resolvers) {
    zones.push_back({NameOf(zone), ResolverEndpoints(resolvers)});
  }
  options.relay.upstreams = std::make_shared<const forward::Upstreams>(OthersOf(config), zones);
  options.relay.timeout = ForwardTimeoutOf(config);
  options.clients = NetworkList(config.allow_forwarding);
  return options;
}

// "10.0.0.5:53 key:NAME".
transfer::Secondary SecondaryOf(std::string_view text) {
  const size_t space = std::min(text.find(' '), text.size());
  transfer::Secondary secondary{.endpoint = ResolverEndpoint(text.substr(0, space)), .key = {}};
  if (space < text.size()) secondary.key = transfer::KeyNameOf(text.substr(space + 1));
  return secondary;
}

dns::TransferOptions TransferOptionsOf(const Config& config,
                                       std::shared_ptr<const transfer::TsigKeys> keys) {
  dns::TransferOptions options;
  options.access = transfer::Access(config.allow_transfer);
  options.keys = std::move(keys);
  for (const std::string& text : config.secondaries) {
    options.secondaries.push_back(SecondaryOf(text));
  }
  return options;
}

// A fault when one of `resolvers`, the value of `key`, is this server.
absl::Status CheckNotOwn(const std::string& key, const Texts& resolvers,
                         const std::vector<Endpoint>& own) {
  for (size_t i = 0; i < resolvers.size(); ++i) {
    if (!poller::IsOwnServer(ResolverEndpoint(resolvers[i]), own)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        key, "[", i, "]: ", resolvers[i], " is this server: it would ask itself for ever"));
  }
  return absl::OkStatus();
}

wire::Soa SoaOf(const Config& config) {
  return {.mname = wire::Name::FromText(config.soa_mname).value(),  // their spelling is shown
          .rname = wire::Name::FromText(config.soa_rname).value(),
          .serial = 0,
          .refresh = static_cast<uint32_t>(config.soa_refresh),
          .retry = static_cast<uint32_t>(config.soa_retry),
          .expire = static_cast<uint32_t>(config.soa_expire),
          .minimum = static_cast<uint32_t>(config.soa_min_ttl)};
}

// The names that clients may call this server by, besides those of its zone: as configured, the
// name server's, and the machine's, whole and without its domain.
std::vector<std::string> HostsOf(const Config& config) {
  std::vector<std::string> hosts = config.http_hosts;
  hosts.push_back(config.soa_mname);
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0') {
    const std::string machine(name.data());
    hosts.push_back(machine);
    hosts.push_back(machine.substr(0, machine.find('.')));
  }
  return hosts;
}

// Cores that this process may use, which can be fewer than the machine has.
size_t UsableCores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  const int count = sched_getaffinity(0, sizeof(cores), &cores) == 0 ? CPU_COUNT(&cores) : 1;
  return static_cast<size_t>(count > 0 ? count : 1);
}

}  // namespace

mesos::ClusterZoneOptions ZoneOptionsOf(const Config& config, uint64_t hash_seed) {
  mesos::ClusterZoneOptions options;
  options.naming = NamingOf(config);
  options.masters = config.masters;
  options.listen = OwnAddresses(ListenAddresses(config));
  options.ttl = static_cast<uint32_t>(config.ttl);
  options.soa = SoaOf(config);
  options.hash_seed = hash_seed;
  options.agent_reregister_timeout = std::chrono::seconds(config.agent_reregister_timeout);
  options.unreachable_grace = std::chrono::seconds(config.unreachable_grace_seconds);
  options.health_filter = config.health_filter;
  options.ixfr_history =
      config.allow_transfer.empty() ? 0 : static_cast<size_t>(config.ixfr_history);
  return options;
}

poller::HttpClientOptions HttpClientOptionsOf(const Config& config) {
  poller::HttpClientOptions options;
  options.is_https = config.mesos_https_on;
  options.tls = {.ca_cert_file = config.ca_cert_file,
                 .cert_file = config.cert_file,
                 .key_file = config.key_file,
                 .skip_verify = config.insecure_skip_verify};
  if (config.mesos_authentication == "basic") {
    options.authentication = poller::Authentication::kBasic;
    options.principal = config.mesos_credentials.principal;
    options.secret = config.mesos_credentials.secret;
  } else if (config.mesos_authentication == "iam") {
    options.authentication = poller::Authentication::kIam;
    options.iam_config_file = config.iam_config_file;
  }
  options.trust_named_leader = config.trust_named_leader;
  return options;
}

poller::PollerOptions PollerOptionsOf(const Config& config, uint64_t hash_seed,
                                      std::shared_ptr<const poller::HttpSecurity> security) {
  poller::PollerOptions options;
  options.state_file = config.state_file;
  options.masters = config.masters;
  options.zk = config.zk;
  options.zk_detection_timeout =
      std::chrono::seconds(std::max<int64_t>(config.zk_detection_timeout, 1));
  options.refresh = std::chrono::seconds(config.refresh_seconds);
  options.state_timeout = std::chrono::seconds(config.state_timeout_seconds);
  options.state_directory = config.state_directory;
  options.security = std::move(security);
  options.name_servers = NameServersOf(config);
  options.zone = ZoneOptionsOf(config, hash_seed);
  return options;
}

dns::DnsServerOptions DnsOptionsOf(const Config& config,
                                   std::shared_ptr<const transfer::TsigKeys> keys) {
  dns::DnsServerOptions options;
  options.listen = EndpointsOf(config.listener, config.port);
  options.worker_count = config.workers > 0 ? static_cast<size_t>(config.workers) : UsableCores();
  if (config.response_rate_limit > 0) {
    options.rate_limit.emplace();
    options.rate_limit->answers_per_second = static_cast<uint32_t>(config.response_rate_limit);
    options.rate_limit->exempt = NetworkList(config.rate_limit_exempt);
  }
  options.responder.recursion_available = config.recurse_on;
  options.responder.set_truncate_bit = config.set_truncate_bit;
  options.responder.udp_size_max = static_cast<uint16_t>(config.max_udp_size);
  options.forwarder = ForwarderOptionsOf(config);
  options.transfer = TransferOptionsOf(config, std::move(keys));
  return options;
}

absl::Status CheckResolversAreOthers(const Config& config) {
  if (!config.dns_on) return absl::OkStatus();
  return CheckResolversAreOthers(config, EndpointsOf(config.listener, config.port));
}

absl::Status CheckResolversAreOthers(const Config& config, const std::vector<Endpoint>& listen) {
  if (!config.external_on) return absl::OkStatus();
  const std::vector<Endpoint> own = ReachedAt(listen);
  if (absl::Status status = CheckNotOwn("resolvers", config.resolvers, own); !status.ok()) {
    return status;
  }
  for (const auto& [zone, resolvers] : config.zone_resolvers) {
    absl::Status status = CheckNotOwn(absl::StrCat("zoneResolvers.", zone), resolvers, own);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

http::HttpServerOptions HttpOptionsOf(const Config& config) {
  http::HttpServerOptions options;
  options.listen = EndpointsOf(config.http_listener, config.http_port);
  options.enumeration = config.enumeration_on;
  options.config_json = ConfigJson(config);
  options.refresh_seconds = static_cast<uint32_t>(config.refresh_seconds);
  options.zone = config.domain;
  options.hosts = HostsOf(config);
  options.allow = NetworkList(config.http_allow);
  options.max_stale = std::chrono::seconds(config.max_stale_seconds);
  const wire::Name name_server = NameOf(config.soa_mname);
  if (!wire::IsAtOrBelow(name_server.wire(), NameOf(config.domain).wire())) {
    options.name_server = {config.soa_mname, OwnAddresses(ListenAddresses(config))};
  }
  return options;
}

}  // namespace signpost::app
