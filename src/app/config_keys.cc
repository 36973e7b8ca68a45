#include "app/config_keys.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/absl_text.h"
#include "dns/limits.h"
#include "records/diff_history.h"

namespace signpost::app {
namespace {

constexpr int64_t kInt32Min = std::numeric_limits<int32_t>::min();
constexpr int64_t kInt32Max = std::numeric_limits<int32_t>::max();
constexpr int64_t kUint16Max = std::numeric_limits<uint16_t>::max();
constexpr int64_t kUint32Max = std::numeric_limits<uint32_t>::max();

const ConfigKey kKeys[] = {
    {"refreshSeconds", "RefreshSeconds", IntegerKey{&Config::refresh_seconds, 1, kInt32Max}},
    {"port", "Port", IntegerKey{&Config::port, 0, kUint16Max}},
    {"timeout", "Timeout", IntegerKey{&Config::timeout, kInt32Min, kInt32Max}},
    {"stateTimeoutSeconds", "StateTimeoutSeconds",
     IntegerKey{&Config::state_timeout_seconds, 1, kInt32Max}},
    {"zkDetectionTimeout", "ZkDetectionTimeout",
     IntegerKey{&Config::zk_detection_timeout, kInt32Min, kInt32Max}},
    {"httpport", "HttpPort", IntegerKey{&Config::http_port, 0, kUint16Max}},
    {"ttl", "TTL", IntegerKey{&Config::ttl, kInt32Min, kInt32Max}},
    {"srvRecordDefaultWeight", "SRVRecordDefaultWeight",
     IntegerKey{&Config::srv_record_default_weight, 0, kUint16Max}},
    {"SOASerial", "SOASerial", IntegerKey{&Config::soa_serial, 0, kUint32Max}},
    {"SOARefresh", "SOARefresh", IntegerKey{&Config::soa_refresh, 0, kUint32Max}},
    {"SOARetry", "SOARetry", IntegerKey{&Config::soa_retry, 0, kUint32Max}},
    {"SOAExpire", "SOAExpire", IntegerKey{&Config::soa_expire, 0, kUint32Max}},
    {"SOAMinttl", "SOAMinttl", IntegerKey{&Config::soa_min_ttl, 0, kUint32Max}},
    {"SOAMname", "SOAMname", &Config::soa_mname},
    {"SOARname", "SOARname", &Config::soa_rname},
    {"masters", "Masters", &Config::masters},
    {"zoneResolvers", "ZoneResolvers", &Config::zone_resolvers},
    {"resolvers", "Resolvers", &Config::resolvers},
    {"IPSources", "IPSources", &Config::ip_sources},
    {"zk", "Zk", &Config::zk},
    {"domain", "Domain", &Config::domain},
    {"file", "File", &Config::file, true},
    {"listener", "Listener", &Config::listener},
    {"httplistener", "HTTPListener", &Config::http_listener},
    {"recurseon", "RecurseOn", &Config::recurse_on},
    {"dnson", "DnsOn", &Config::dns_on},
    {"httpon", "HttpOn", &Config::http_on},
    {"externalon", "ExternalOn", &Config::external_on},
    {"enforceRFC952", "EnforceRFC952", &Config::enforce_rfc952},
    {"SetTruncateBit", "SetTruncateBit", &Config::set_truncate_bit},
    {"EnumerationOn", "EnumerationOn", &Config::enumeration_on},
    {"mesosHTTPSOn", "MesosHTTPSOn", &Config::mesos_https_on},
    {"CACertFile", "CACertFile", &Config::ca_cert_file},
    {"CertFile", "CertFile", &Config::cert_file},
    {"KeyFile", "KeyFile", &Config::key_file},
    {"mesosCredentials", "MesosCredentials", &Config::mesos_credentials},
    {"IAMConfigFile", "IAMConfigFile", &Config::iam_config_file},
    {"mesosAuthentication", "MesosAuthentication", &Config::mesos_authentication},
    {"allowForwarding", "AllowForwarding", &Config::allow_forwarding},
    {"stateFile", "StateFile", &Config::state_file},
    {"insecureSkipVerify", "InsecureSkipVerify", &Config::insecure_skip_verify},
    {"trustNamedLeader", "TrustNamedLeader", &Config::trust_named_leader},
    {"stateDirectory", "StateDirectory", &Config::state_directory},
    {"agentReregisterTimeout", "AgentReregisterTimeout",
     IntegerKey{&Config::agent_reregister_timeout, 1, 86400}},
    {"unreachableGraceSeconds", "UnreachableGraceSeconds",
     IntegerKey{&Config::unreachable_grace_seconds, 0, 86400}},
    {"healthFilter", "HealthFilter", &Config::health_filter},
    {"workers", "Workers", IntegerKey{&Config::workers, 0, 1024}},
    {"httpHosts", "HttpHosts", &Config::http_hosts},
    {"httpAllow", "HttpAllow", &Config::http_allow},
    {"maxStaleSeconds", "MaxStaleSeconds", IntegerKey{&Config::max_stale_seconds, 0, kInt32Max}},
    {"maxUdpSize", "MaxUdpSize", IntegerKey{&Config::max_udp_size, 512, 65535}},
    {"responseRateLimit", "ResponseRateLimit",
     IntegerKey{&Config::response_rate_limit, 0, dns::kResponseRateLimitMax}},
    {"rateLimitExempt", "RateLimitExempt", &Config::rate_limit_exempt},
    {"cookieSecretFile", "CookieSecretFile", &Config::cookie_secret_file},
    {"allowTransfer", "AllowTransfer", &Config::allow_transfer},
    {"secondaries", "Secondaries", &Config::secondaries},
    {"tsigKeyFile", "TsigKeyFile", &Config::tsig_key_file},
    {"ixfrHistory", "IxfrHistory",
     IntegerKey{&Config::ixfr_history, 0, int64_t{records::kMaxIxfrHistory}}},
    {"user", "User", &Config::user},
    {"group", "Group", &Config::group},
    {"logLevel", "LogLevel", &Config::log_level},
    {"logFormat", "LogFormat", &Config::log_format},
};

// Levenshtein's distance.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::span<const ConfigKey> ConfigKeys() { return kKeys; }

const ConfigKey* FindConfigKey(std::string_view name) {
  const auto key = std::ranges::find_if(kKeys, [&](const ConfigKey& known) {
    return absl::EqualsIgnoreCase(ToAbsl(known.name), ToAbsl(name));
  });
  return key == std::end(kKeys) ? nullptr : &*key;
}

std::string_view NearestConfigKey(std::string_view name) {
  const std::string lower = absl::AsciiStrToLower(ToAbsl(name.substr(0, 64)));
  const auto distance = [&](const ConfigKey& key) {
    return EditDistance(lower, absl::AsciiStrToLower(ToAbsl(key.name)));
  };
  return std::ranges::min_element(kKeys, {}, distance)->name;
}

}  // namespace signpost::app
