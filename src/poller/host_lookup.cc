#include "poller/host_lookup.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/endpoint.h"
#include "poller/limits.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Endpoints = HostLookup::Endpoints;

// The library's lookup cannot be cut short: whoever waited goes, and this stays until it ends.
struct PendingLookup {
  PendingLookup(asio::io_context* context, asio::io_context* lookup_context)
      : resolver(*lookup_context), deadline(*context) {}

  tcp::resolver resolver;
  asio::steady_timer deadline;
  bool has_ended = false;
  boost::system::error_code error;
  Endpoints endpoints;
};

void Begin(const std::shared_ptr<PendingLookup>& lookup, const HostPort& host,
           std::shared_ptr<int> pending_count) {
  ++*pending_count;
  lookup->resolver.async_resolve(
      host.host, std::to_string(host.port), tcp::resolver::numeric_service,
      [lookup, pending_count = std::move(pending_count)](const boost::system::error_code& error,
                                                         const tcp::resolver::results_type& found) {
        --*pending_count;
        lookup->has_ended = true;
        lookup->error = error;
        for (const auto& entry : found) {
          if (lookup->endpoints.size() < kMaxAddresses)
            lookup->endpoints.push_back(entry.endpoint());
        }
        lookup->deadline.cancel();
      });
}

Failure Fail(const Target& target, std::string_view why) {
  return {"resolve", absl::StrCat(target.ToString(), ": ", ToAbsl(why))};
}

// A name, or an odd way to write an address, may lead where its text does not.
Outcome<Endpoints> Permitted(const Target& target, Endpoints found) {
  if (found.empty()) return Fail(target, "its name has no address");
  if (!target.is_named_by_master) return found;
  for (const tcp::endpoint& endpoint : found) {
    const auto octets =
        endpoint.address().is_v4()
            ? endpoint.address().to_v4().to_string()
            : asio::ip::address_v6(endpoint.address().to_v6().to_bytes()).to_string();
    const auto address = IpAddress::Parse(octets);
    if (!address || MayNotBeNamed(*address)) {
      return Fail(target, absl::StrCat("its name leads to ", octets, ", which is not followed"));
    }
  }
  return found;
}

}  // namespace

asio::awaitable<Outcome<Endpoints>> HostLookup::Find(Target target,
                                                     std::chrono::milliseconds limit) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(target.master.host, error);
  if (!error) co_return Permitted(target, Endpoints(1, {address, target.master.port}));
  if (*pending_count_ >= kMaxPendingLookups) {
    co_return Fail(target, absl::StrCat(*pending_count_, " lookups have not ended yet"));
  }
  const auto lookup = std::make_shared<PendingLookup>(&context_, &lookup_context_);
  lookup->deadline.expires_after(limit);
  Begin(lookup, target.master, pending_count_);
  co_await lookup->deadline.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!lookup->has_ended) {
    co_return Fail(target, absl::StrCat("no address in ", limit.count(), " ms"));
  }
  if (lookup->error) co_return Fail(target, lookup->error.message());
  co_return Permitted(target, std::move(lookup->endpoints));
}

}  // namespace signpost::poller
