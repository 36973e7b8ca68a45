#pragma once

// The counters of DNS over the whole life of the process, though its server may be replaced: what
// was counted by those that have gone is added, so that no figure ever falls. Any thread.

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "dns/dns_server.h"

namespace signpost::app {

class DnsFigures {
 public:
  // `server` counts from now on, until Remove().
  void Add(const dns::DnsServer* server);

  // `server` has stopped: its counters stay as they are.
  void Remove(const dns::DnsServer* server);

  std::map<std::string, uint64_t> Counters() const;

 private:
  mutable std::mutex mutex_;
  std::set<const dns::DnsServer*> servers_;
  std::map<std::string, uint64_t> gone_;
};

}  // namespace signpost::app
