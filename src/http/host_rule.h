#pragma once

// For which hosts the server answers.
//
// A page of a stranger can make a browser inside the network ask here, and read the answer, once
// the stranger's own name has the address of this server (DNS rebinding). Such a request names the
// stranger's host: whoever asks for a host that we do not know gets no answer. Pure; any thread.

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::http {

enum class HostVerdict {
  kServed,
  kMalformed,  // neither a name nor an address, or a port that is none
  kForeign,    // a host that this server does not know
};

// The host that a request asks for, with its port: that of an absolute target goes before the
// header (RFC 9112 §3.2.2).
std::string_view HostAsked(std::string_view target, std::string_view host_header);

class HostRule {
 public:
  // Serves address literals, "localhost", `zone` with all names in it, and `names`; "*" among these
  // is every host. Case and a final dot do not matter.
  HostRule(std::string_view zone, const std::vector<std::string>& names);

  // `host` as the header has it: "leader.mesos:8123", "[::1]". The port does not matter. An empty
  // one is served: no browser sends it (RFC 9112 §3.2).
  HostVerdict Check(std::string_view host) const;

 private:
  bool IsInZone(std::string_view name) const;

  std::string zone_;  // in lower case, without a final dot; empty: there is none
  std::set<std::string, std::less<>> names_;
  bool is_open_ = false;
};

}  // namespace signpost::http
