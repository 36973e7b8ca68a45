#pragma once

// Which servers are asked for which names.
//
// Built once from the configuration and never changed; any thread may read it. Zones match whole
// labels and without regard to case: "a.example" covers "B.A.example", not "ba.example".

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "wire/name.h"

namespace signpost::forward {

struct ZoneServers {
  wire::Name zone;
  std::vector<Endpoint> servers;
};

class Upstreams {
 public:
  // A server's place in endpoints().
  using Index = uint16_t;

  // `others`: for names in none of `zones`. Of a zone that is there twice the first one counts.
  Upstreams(const std::vector<Endpoint>& others, const std::vector<ZoneServers>& zones);

  // The servers of the longest zone that `canonical_name` is in, in the order of the configuration;
  // empty when there are none. Valid as long as this.
  std::span<const Index> Find(Bytes canonical_name) const;

  // All servers, each once.
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

 private:
  std::vector<Index> IndexesOf(const std::vector<Endpoint>& servers);

  std::vector<Endpoint> endpoints_;
  std::vector<Index> others_;
  std::map<std::string, std::vector<Index>, std::less<>> zones_;  // by canonical wire form
};

}  // namespace signpost::forward
