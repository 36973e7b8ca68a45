#include "poller/location.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "mesos/pid.h"

namespace signpost::poller {
namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

bool HasControlOrSpace(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return true;
  }
  return false;
}

// An address, or a name of what names of hosts are made of: all else has a meaning in a URL.
bool IsHost(std::string_view host) {
  const auto is_plain = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  };
  return IpAddress::Parse(host) || (!host.empty() && std::ranges::all_of(host, is_plain));
}

bool HostMayNotBeNamed(const std::string& host) {
  const auto address = IpAddress::Parse(host);
  return address && MayNotBeNamed(*address);
}

// "host", "host:port", "[v6]" or "[v6]:port"; a user or a zone is no part of a master's address.
std::optional<HostPort> ParseAuthority(std::string_view text, uint16_t default_port) {
  const bool has_port = text.find(':') != std::string_view::npos && !text.ends_with(']');
  const std::string whole =
      has_port ? std::string(text) : absl::StrCat(ToAbsl(text), ":", default_port);
  auto host_port = SplitHostPort(whole);
  if (!host_port.ok() || !IsHost(host_port->host) || host_port->port == 0) return std::nullopt;
  return *std::move(host_port);
}

// The authority of "//HOST:PORT..." or "http://HOST:PORT...", and what follows it.
struct NetworkPath {
  std::string_view scheme;  // "http:", empty, ...
  std::string_view authority;
  std::string_view path;
};

std::optional<NetworkPath> ParseNetworkPath(std::string_view location) {
  const size_t scheme_end = location.find("//");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  const std::string_view rest = location.substr(scheme_end + 2);
  const size_t path_at = std::min(rest.find_first_of("/?"), rest.size());
  return NetworkPath{location.substr(0, scheme_end), rest.substr(0, path_at), rest.substr(path_at)};
}

enum class Scheme { kHttp, kHttps, kOther };

Scheme SchemeOf(std::string_view text, Scheme when_empty) {
  if (text.empty()) return when_empty;
  if (absl::EqualsIgnoreCase(ToAbsl(text), "http:")) return Scheme::kHttp;
  return absl::EqualsIgnoreCase(ToAbsl(text), "https:") ? Scheme::kHttps : Scheme::kOther;
}

uint16_t PortOf(Scheme scheme) { return scheme == Scheme::kHttps ? kHttpsPort : kHttpPort; }

}  // namespace

std::string Target::authority() const {
  const bool is_v6 = master.host.find(':') != std::string::npos;
  return absl::StrCat(is_v6 ? "[" : "", master.host, is_v6 ? "]" : "", ":", master.port);
}

std::string Target::ToString() const {
  return absl::StrCat(is_https ? "https://" : "", authority(), path);
}

bool IsSameHostPort(const HostPort& a, const HostPort& b) {
  if (a.port != b.port) return false;
  const auto address = IpAddress::Parse(a.host);
  return address ? address == IpAddress::Parse(b.host) : absl::EqualsIgnoreCase(a.host, b.host);
}

bool MayNotBeNamed(const IpAddress& address) {
  return address.IsLinkLocal() || address.IsUnspecified();
}

std::optional<Target> ParseUrl(std::string_view url) {
  const auto parts = ParseNetworkPath(url);
  if (!parts || HasControlOrSpace(url)) return std::nullopt;
  const auto scheme = SchemeOf(parts->scheme, Scheme::kOther);
  if (scheme == Scheme::kOther) return std::nullopt;
  const auto host = ParseAuthority(parts->authority, PortOf(scheme));
  if (!host) return std::nullopt;
  return Target{.master = *host,
                .path = parts->path.starts_with('/') ? std::string(parts->path) : "/",
                .is_https = scheme == Scheme::kHttps};
}

Outcome<Target> FollowLocation(std::string_view location, const Target& asked) {
  const auto fail = [&](std::string_view why) {
    return Failure{"redirect", absl::StrCat(asked.ToString(), ": redirect to \"",
                                            log::Printable(location), "\": ", ToAbsl(why))};
  };
  if (location.empty() || HasControlOrSpace(location)) return fail("no location");
  Target next = asked;
  next.is_named_by_master = true;
  if (location.starts_with('/') && !location.starts_with("//")) {
    next.path = location;
    return next;
  }
  const auto parts = ParseNetworkPath(location);
  if (!parts) return fail("no location");
  const Scheme scheme = SchemeOf(parts->scheme, asked.is_https ? Scheme::kHttps : Scheme::kHttp);
  if (scheme == Scheme::kOther) return fail("neither http nor https");
  if (asked.is_https && scheme == Scheme::kHttp) return fail("https is not left for http");
  next.is_https = scheme == Scheme::kHttps;
  const auto master = ParseAuthority(parts->authority, PortOf(scheme));
  if (!master) return fail("no host and port");
  if (HostMayNotBeNamed(master->host)) return fail("such an address is not followed");
  next.master = *master;
  if (parts->path.starts_with('/')) next.path = parts->path;
  return next;
}

Outcome<Target> FollowLeader(std::string_view leader, const Target& asked) {
  const auto fail = [&](std::string_view why) {
    return Failure{"leader", absl::StrCat(asked.ToString(), ": leader \"", log::Printable(leader),
                                          "\": ", ToAbsl(why))};
  };
  const auto pid = mesos::ParsePid(leader);
  if (!pid || !IsHost(pid->host) || pid->port == 0) return fail("no address");
  Target next{
      .master = {pid->host, pid->port}, .is_named_by_master = true, .is_https = asked.is_https};
  if (pid->address && pid->address->IsUnspecified()) next.master.host = asked.master.host;
  if (HostMayNotBeNamed(next.master.host)) return fail("such an address is not followed");
  return next;
}

}  // namespace signpost::poller
