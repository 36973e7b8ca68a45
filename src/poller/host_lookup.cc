#include "poller/host_lookup.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
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

// Whoever waited may be gone when the lookup ends.
struct PendingLookup {
  explicit PendingLookup(asio::io_context* context) : deadline(*context) {}

  asio::steady_timer deadline;
  bool has_ended = false;
  Endpoints endpoints;
};

asio::ip::address ToAsio(const IpAddress& address) {
  const Bytes octets = address.bytes();
  if (address.is_v4()) {
    asio::ip::address_v4::bytes_type v4;
    std::ranges::copy(octets, v4.begin());
    return asio::ip::address_v4(v4);
  }
  asio::ip::address_v6::bytes_type v6;
  std::ranges::copy(octets, v6.begin());
  return asio::ip::address_v6(v6);
}

void Begin(const std::shared_ptr<PendingLookup>& lookup, const HostPort& host, NameLookup* names) {
  names->Find(host.host, [lookup, port = host.port](const NameLookup::Addresses& addresses) {
    lookup->has_ended = true;
    for (const IpAddress& address : addresses) {
      if (lookup->endpoints.size() == kMaxAddresses) break;
      lookup->endpoints.emplace_back(ToAsio(address), port);
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

HostLookup::HostLookup(asio::io_context* context, NameServers name_servers)
    : context_(*context), names_(context, {.servers = std::move(name_servers)}) {}

asio::awaitable<Outcome<Endpoints>> HostLookup::Find(Target target,
                                                     std::chrono::milliseconds limit) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(target.master.host, error);
  if (!error) co_return Permitted(target, Endpoints(1, {address, target.master.port}));
  if (names_.pending_count() >= kMaxPendingLookups) {
    co_return Fail(target, absl::StrCat(names_.pending_count(), " lookups have not ended yet"));
  }
  const auto lookup = std::make_shared<PendingLookup>(&context_);
  lookup->deadline.expires_after(limit);
  Begin(lookup, target.master, &names_);
  co_await lookup->deadline.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!lookup->has_ended) {
    co_return Fail(target, absl::StrCat("no address in ", limit.count(), " ms"));
  }
  co_return Permitted(target, std::move(lookup->endpoints));
}

}  // namespace signpost::poller
