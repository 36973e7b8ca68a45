#pragma once

// Addresses of host names, asked of given name servers with c-ares, never of this server itself.
// /etc/hosts is read, too; where nobody is left to ask, it alone.
//
// Private to this room; everything runs on the poller's context.

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "poller/name_servers.h"

namespace signpost::poller {

struct NameLookupOptions {
  NameServers servers;
  std::chrono::milliseconds timeout{2'000};      // of one question to one server
  int tries = 2;                                 // of each server
  std::string system_file = "/etc/resolv.conf";  // where the system's servers stand
};

class NameLookup {
 public:
  using Addresses = std::vector<IpAddress>;
  using Done = std::function<void(const Addresses&)>;

  // `context` must outlive it.
  NameLookup(boost::asio::io_context* context, const NameLookupOptions& options);
  ~NameLookup();  // lookups that have not ended never do

  // Calls `done` with the addresses of `host`, IPv4 before IPv6, each once; with none when there
  // are none or nobody tells in time. Not before Find() returns, and never after ~NameLookup().
  void Find(const std::string& host, Done done);

  size_t pending_count() const;

 private:
  class Implementation;
  std::shared_ptr<Implementation> implementation_;
};

}  // namespace signpost::poller
