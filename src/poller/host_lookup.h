#pragma once

// Finds the addresses of a master's name, in bounded time. Private to this room; runs on the
// poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <vector>

#include "base/endpoint.h"
#include "poller/failure.h"
#include "poller/location.h"
#include "poller/name_lookup.h"
#include "poller/name_servers.h"

namespace signpost::poller {

class HostLookup {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  explicit HostLookup(boost::asio::io_context* context, NameServers name_servers = {});

  // Where to connect to for `target`, at most kMaxAddresses; not empty. An address as host needs no
  // lookup. Fails when the name has no address or the lookup takes longer than `limit`, and when a
  // target that a master named leads to an address that nobody may send us to (location.h).
  boost::asio::awaitable<Outcome<Endpoints>> Find(Target target, std::chrono::milliseconds limit);

 private:
  boost::asio::io_context& context_;
  NameLookup names_;
};

}  // namespace signpost::poller
