#pragma once

// Where a request goes next: a configured master, or whom a Location header or a document names.
// Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "poller/failure.h"

namespace signpost::poller {

struct Target {
  HostPort master;  // the host may be a name
  std::string path = "/master/state";
  bool is_named_by_master = false;  // and not by the configuration
  bool is_https = false;

  std::string authority() const;  // "10.0.0.1:5050", "[fd00::1]:5050"
  std::string ToString() const;   // "10.0.0.1:5050/master/state", "https://10.0.0.1:5050/..."
};

// True for two ways to write one host and port: names match without regard to case.
bool IsSameHostPort(const HostPort& a, const HostPort& b);

// True for addresses that a master may not send us to: link-local ones (RFC 3927; RFC 4291 §2.5.6),
// where clouds keep their machines' credentials, and "any address".
bool MayNotBeNamed(const IpAddress& address);

// "http://HOST[:PORT]/PATH" or "https://...", as a configuration names it; nullopt for anything
// else.
std::optional<Target> ParseUrl(std::string_view url);

// `location` as a master writes it (RFC 9110 §10.2.2), seen from `asked`:
// "//10.0.0.2:5050/master/state", "http://...", "https://...", "/state". Without a scheme it is
// that of `asked`. Fails for other schemes and for http when https was asked, for a host that may
// not be named and for what is no location.
Outcome<Target> FollowLocation(std::string_view location, const Target& asked);

// The leader as a document of `asked` names it, "master@10.0.0.2:5050", to be asked with the scheme
// of `asked`. A master that knows itself as "any address" (0.0.0.0) means its own. Fails as above.
Outcome<Target> FollowLeader(std::string_view leader, const Target& asked);

}  // namespace signpost::poller
