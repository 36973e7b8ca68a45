#pragma once

// The configuration: the config.json of Mesos-DNS, with some keys of our own.
//
// config_keys.h has the table of all keys; docs/configuration.md says what each one does.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.h"

namespace signpost::app {

// A key that takes one text or a list of texts.
struct OneOrMore {
  std::vector<std::string> values;
  friend bool operator==(const OneOrMore&, const OneOrMore&) = default;
};

struct Credentials {
  std::string principal;
  std::string secret;  // never shown
  friend bool operator==(const Credentials&, const Credentials&) = default;
};

using Texts = std::vector<std::string>;
using ZoneResolvers = std::map<std::string, Texts>;  // by zone

// Every key at its default. Times in seconds.
struct Config {
  // Where the cluster's state comes from.
  Texts masters;  // host:port
  std::string zk;
  std::string state_file;
  int64_t refresh_seconds = 60;
  int64_t state_timeout_seconds = 300;
  int64_t zk_detection_timeout = 30;
  bool mesos_https_on = false;
  std::string ca_cert_file;
  std::string cert_file;
  std::string key_file;
  std::string mesos_authentication;
  Credentials mesos_credentials;
  std::string iam_config_file;
  bool insecure_skip_verify = false;
  bool trust_named_leader = false;
  std::string state_directory;
  int64_t agent_reregister_timeout = 600;
  int64_t unreachable_grace_seconds = 0;

  // Names and records.
  std::string domain = "mesos";  // in lower case, without a final dot
  int64_t ttl = 60;
  int64_t srv_record_default_weight = 1;
  int64_t soa_serial = 0;  // read and ignored, as in the reference
  int64_t soa_refresh = 60;
  int64_t soa_retry = 600;
  int64_t soa_expire = 86400;
  int64_t soa_min_ttl = 60;
  std::string soa_mname = "ns1.mesos.";
  std::string soa_rname = "root.ns1.mesos.";
  Texts ip_sources = {"netinfo", "mesos", "host"};
  bool enforce_rfc952 = false;
  bool health_filter = false;

  // DNS.
  bool dns_on = true;
  OneOrMore listener = {{"0.0.0.0"}};
  int64_t port = 53;
  bool recurse_on = true;
  bool set_truncate_bit = true;
  int64_t max_udp_size = 1232;       // octets
  int64_t workers = 0;               // 0: one a core
  int64_t response_rate_limit = 50;  // answers a second; 0: no limit
  Texts rate_limit_exempt = {"loopback", "private"};
  std::string cookie_secret_file;

  // Zone transfers.
  Texts allow_transfer;  // networks, "key:NAME"
  Texts secondaries;     // address[:port][ key:NAME]
  std::string tsig_key_file;
  int64_t ixfr_history = 1000;  // tables

  // Names of others.
  bool external_on = true;
  Texts resolvers = {"8.8.8.8"};
  ZoneResolvers zone_resolvers;
  int64_t timeout = 5;
  Texts allow_forwarding = {"loopback", "private", "link-local"};

  // HTTP.
  bool http_on = true;
  OneOrMore http_listener = {{"0.0.0.0"}};
  int64_t http_port = 8123;
  bool enumeration_on = true;
  Texts http_hosts;
  Texts http_allow;
  int64_t max_stale_seconds = 600;

  // The process.
  std::string user;   // empty: whoever started it
  std::string group;  // empty: the user's own
  int64_t lame_duck_seconds = 0;
  std::string log_level = "info";
  std::string log_format = "text";

  std::string file;  // where it was read from
};

// What came of a configuration file. Messages name the key and the value.
struct ConfigResult {
  Config config;                    // usable when there are no faults
  std::vector<std::string> faults;  // all of them
  // Keys that are unknown, values that were bent.
  std::vector<std::string> warnings;
};

// Reads and checks the text of a configuration file. `file` is its name: a relative stateFile is
// relative to its folder. Pure.
ConfigResult ParseConfig(std::string_view json, const std::string& file);

// The same for the file itself. That it, or a certificate, key or IAM file it names, cannot be read
// is a fault; so is a key or IAM file that everybody may read. A stateFile may come later.
ConfigResult LoadConfig(const std::string& file);

// Of a server that runs with `running`, and may have lost the rights that it had: a file that both
// name and that may not be read any more is no fault (server_files.h).
ConfigResult LoadConfigAgain(const Config& running);

// `listener` with `port`, of a Config without faults.
std::vector<Endpoint> EndpointsOf(const OneOrMore& listener, int64_t port);

// The body of GET /v1/config: the reference's field names and values, then ours. No secret.
std::string ConfigJson(const Config& config);

}  // namespace signpost::app
