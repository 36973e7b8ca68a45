#include "app/config_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "app/config_values.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "poller/zk_url.h"
#include "transfer/limits.h"
#include "wire/name.h"

namespace signpost::app {
namespace {

using Form = absl::StatusOr<std::string> (*)(std::string_view);

// Two addresses that cannot both be listened on with one port.
bool Collide(std::string_view a, std::string_view b) {
  const auto first = IpAddress::Parse(a);
  const auto second = IpAddress::Parse(b);
  if (!first || !second || first->is_v4() != second->is_v4()) return false;
  return first == second || first->IsUnspecified() || second->IsUnspecified();
}

class Checker {
 public:
  explicit Checker(ConfigResult* result) : config_(result->config), result_(*result) {}

  void CheckAll() {
    CheckSources();
    CheckSecurity();
    CheckNames();
    CheckListeners();
    CheckList("rateLimitExempt", config_.rate_limit_exempt, ClientsForm);
    CheckList("httpHosts", config_.http_hosts, HostForm);
    CheckList("httpAllow", config_.http_allow, ClientsForm);
    CheckTransfers();
    if (!config_.group.empty() && config_.user.empty()) {
      Fault("group: ", Quoted(config_.group), " is given without a user");
    }
    CheckLog();
    if (config_.external_on) CheckForwarding();
  }

 private:
  template <typename... Parts>
  void Fault(const Parts&... parts) {
    result_.faults.push_back(absl::StrCat(parts...));
  }

  template <typename... Parts>
  void Warn(const Parts&... parts) {
    result_.warnings.push_back(absl::StrCat(parts...));
  }

  // A value that could not be read leaves its key at the default: no second fault for that.
  bool HasFault(std::string_view key) const {
    const std::string start = absl::StrCat(ToAbsl(key), ":");
    return std::ranges::any_of(result_.faults,
                               [&](const std::string& fault) { return fault.starts_with(start); });
  }

  // Each text is well-formed, and none there twice.
  void CheckList(const std::string& key, const Texts& texts, Form form_of) {
    std::set<std::string> seen;
    for (size_t i = 0; i < texts.size(); ++i) {
      const std::string place = absl::StrCat(key, "[", i, "]: ");
      const absl::StatusOr<std::string> form = form_of(texts[i]);
      if (!form.ok()) {
        Fault(place, form.status().message());
      } else if (!seen.insert(*form).second) {
        Fault(place, Quoted(texts[i]), " is there already");
      }
    }
  }

  void CheckSources() {
    const bool none = config_.masters.empty() && config_.zk.empty() && config_.state_file.empty();
    if (none && !HasFault("masters") && !HasFault("zk") && !HasFault("stateFile")) {
      Fault("masters: none given, and neither zk nor stateFile");
    }
    CheckList("masters", config_.masters, MasterForm);
    for (std::string& master : config_.masters) {
      if (MasterForm(master).ok()) master = PlainMaster(master);
    }
    if (config_.zk.empty()) return;
    if (const absl::Status status = CheckZkUrl(config_.zk); !status.ok()) {
      Fault("zk: ", status.message());
    } else if (const auto url = poller::ParseZkUrl(config_.zk); !url.ok()) {
      Fault("zk: ", url.status().message());
    }
  }

  void CheckSecurity() {
    const std::string& kind = config_.mesos_authentication;
    if (!kind.empty() && kind != "basic" && kind != "iam") {
      Fault("mesosAuthentication: ", Quoted(kind), " is neither \"basic\" nor \"iam\"");
    }
    if (kind == "basic" && config_.mesos_credentials == Credentials() &&
        !HasFault("mesosCredentials")) {
      Fault("mesosCredentials: none given for mesosAuthentication \"basic\"");
    }
    if (kind == "iam" && config_.iam_config_file.empty() && !HasFault("IAMConfigFile")) {
      Fault("IAMConfigFile: none given for mesosAuthentication \"iam\"");
    }
    if (config_.insecure_skip_verify) {
      Warn(
          "insecureSkipVerify: certificates of masters are not verified: anybody in between can be "
          "one");
    }
    CheckPair("KeyFile", config_.key_file, "CertFile", config_.cert_file);
    CheckPair("CertFile", config_.cert_file, "KeyFile", config_.key_file);
  }

  void CheckPair(const char* key, const std::string& value, const char* other_key,
                 const std::string& other_value) {
    if (!value.empty() || other_value.empty() || HasFault(key)) return;
    Fault(key, ": none given for the ", other_key);  // whose value may be a key by mistake
  }

  void CheckNames() {
    CheckDomain("domain", config_.domain);
    config_.domain = absl::AsciiStrToLower(config_.domain);
    CheckSoaName("SOAMname", &config_.soa_mname);
    std::ranges::replace(config_.soa_rname, '@', '.');
    CheckSoaName("SOARname", &config_.soa_rname);
    CheckList("IPSources", config_.ip_sources, AddressSourceForm);
    if (config_.ip_sources.empty()) Fault("IPSources: the list is empty");
    if (config_.ttl < 0) {
      // RFC 2181 §8.
      Warn("ttl: ", config_.ttl, " is negative; 0 is used");
      config_.ttl = 0;
    }
  }

  void CheckDomain(const std::string& key, const std::string& domain) {
    if (!IsDomain(domain)) {
      Fault(key, ": ", Quoted(domain), " is not a domain name");
    } else if (const auto name = wire::Name::FromText(domain); !name.ok()) {
      Fault(key, ": ", name.status().message());
    }
  }

  // Any number of final dots, also none, stands for one.
  void CheckSoaName(const char* key, std::string* name) {
    while (name->ends_with('.')) name->pop_back();
    name->push_back('.');
    if (const auto parsed = wire::Name::FromText(*name); !parsed.ok()) {
      Fault(key, ": ", parsed.status().message());
    }
  }

  void CheckListeners() {
    CheckList("listener", config_.listener.values, AddressForm);
    CheckList("httplistener", config_.http_listener.values, AddressForm);
    if (!config_.dns_on && !config_.http_on) Fault("dnson, httpon: both are false");
    if (config_.listener.values.empty()) Fault("listener: the list is empty");
    if (config_.http_listener.values.empty()) Fault("httplistener: the list is empty");
    const bool same_port =
        config_.dns_on && config_.http_on && config_.port == config_.http_port && config_.port != 0;
    if (same_port && ListenersCollide()) {
      Fault("httpport: port ", config_.http_port, " on the same address is already that of DNS");
    }
  }

  bool ListenersCollide() const {
    return std::ranges::any_of(config_.listener.values, [&](const std::string& listener) {
      return std::ranges::any_of(config_.http_listener.values, [&](const std::string& other) {
        return Collide(listener, other);
      });
    });
  }

  void CheckTransfers() {
    CheckList("allowTransfer", config_.allow_transfer, TransferForm);
    CheckList("secondaries", config_.secondaries, SecondaryForm);
    if (config_.secondaries.size() > transfer::kMaxSecondaries) {
      Fault("secondaries: ", config_.secondaries.size(), " of them, ", transfer::kMaxSecondaries,
            " are the most");
    }
    if (!config_.secondaries.empty() && config_.allow_transfer.empty() &&
        !HasFault("allowTransfer")) {
      Warn("secondaries: they are told of a new zone, and allowTransfer lets nobody have it");
    }
  }

  void CheckLog() {
    if (!LogLevelFromName(config_.log_level)) {
      Fault("logLevel: ", Quoted(config_.log_level), " is not debug, info, warning or error");
    }
    if (config_.log_format != kLogFormatText && config_.log_format != kLogFormatJson) {
      Fault("logFormat: ", Quoted(config_.log_format), " is neither text nor json");
    }
  }

  void CheckForwarding() {
    CheckList("resolvers", config_.resolvers, ResolverForm);
    CheckList("allowForwarding", config_.allow_forwarding, ClientsForm);
    for (const auto& [zone, resolvers] : config_.zone_resolvers) {
      const std::string key = absl::StrCat("zoneResolvers.", log::Printable(zone));
      CheckDomain(key, zone);
      if (resolvers.empty()) Fault(key, ": the list is empty");
      CheckList(key, resolvers, ResolverForm);
      CheckCovers(key, zone);
    }
  }

  // With regard to case, as in the reference: what differs in case alone is only warned of.
  void CheckCovers(const std::string& key, const std::string& zone) {
    const std::string& domain = config_.domain;
    if (Covers(domain, zone) || Covers(zone, domain)) {
      Fault(key, ": the zone overlaps the domain ", Quoted(domain));
    } else if (Covers(domain, absl::AsciiStrToLower(zone))) {
      Warn(key, ": the zone lies in the domain ", Quoted(domain),
           ", its resolvers are never asked");
    }
    for (const auto& [other, resolvers] : config_.zone_resolvers) {
      if (other != zone && Covers(other, zone)) {
        Fault(key, ": the zone lies in ", Quoted(other));
      }
    }
  }

  Config& config_;
  ConfigResult& result_;
};

}  // namespace

void CheckConfig(ConfigResult* result) { Checker(result).CheckAll(); }

}  // namespace signpost::app
