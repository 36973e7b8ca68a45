#pragma once

// Finds the addresses of a master's name, in bounded time. Private to this room; runs on the
// poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <memory>
#include <vector>

#include "poller/failure.h"
#include "poller/location.h"

namespace signpost::poller {

class HostLookup {
 public:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  explicit HostLookup(boost::asio::io_context* context) : HostLookup(context, context) {}

  // Lookups end on `lookup_context`: a test's that does not run makes them last.
  HostLookup(boost::asio::io_context* context, boost::asio::io_context* lookup_context)
      : context_(*context), lookup_context_(*lookup_context) {}

  // Where to connect to for `target`, at most kMaxAddresses; not empty. An address as host needs no
  // lookup. Fails when the name has no address or the lookup takes longer than `limit`, and when a
  // target that a master named leads to an address that nobody may send us to (location.h).
  boost::asio::awaitable<Outcome<Endpoints>> Find(Target target, std::chrono::milliseconds limit);

 private:
  boost::asio::io_context& context_;
  boost::asio::io_context& lookup_context_;
  std::shared_ptr<int> pending_count_ = std::make_shared<int>(0);
};

}  // namespace signpost::poller
