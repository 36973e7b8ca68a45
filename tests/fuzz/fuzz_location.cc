// Locations, leaders and URLs of any octets: what is followed has a host and a port, no control
// character, never leaves https for http, and is the same again when it is written as a URL; and a
// ZooKeeper URL's servers and path are the same again.

#include <algorithm>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "poller/location.h"
#include "poller/zk_url.h"

namespace signpost::poller {
namespace {

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f; });
}

void CheckTarget(const Target& target) {
  SIGNPOST_CHECK(!target.master.host.empty() && target.master.port != 0);
  SIGNPOST_CHECK(target.path.starts_with('/') && IsPlain(target.ToString()));
  const auto again = ParseUrl((target.is_https ? "" : "http://") + target.ToString());
  SIGNPOST_CHECK(again.has_value());
  SIGNPOST_CHECK(again->master.host == target.master.host);
  SIGNPOST_CHECK(again->master.port == target.master.port);
  SIGNPOST_CHECK(again->path == target.path && again->is_https == target.is_https);
}

void CheckFollowed(Outcome<Target> next, const Target& asked) {
  if (!next.ok()) return;
  const Target& target = next.value();
  CheckTarget(target);
  SIGNPOST_CHECK(target.is_named_by_master && target.is_https >= asked.is_https);
  const auto address = IpAddress::Parse(target.master.host);
  SIGNPOST_CHECK(!address || !MayNotBeNamed(*address));
}

void CheckFrom(std::string_view text, bool is_https) {
  const Target asked{.master = {"10.0.0.1", 5050}, .is_https = is_https};
  CheckFollowed(FollowLocation(text, asked), asked);
  CheckFollowed(FollowLeader(text, asked), asked);
  CheckFollowed(FollowLeader("master@" + std::string(text), asked), asked);
}

void CheckZkUrl(std::string_view text) {
  const auto url = ParseZkUrl(text);
  if (!url.ok()) return;
  SIGNPOST_CHECK(!url->servers.empty() && IsPlain(url->ServersText()) && IsPlain(url->path));
  const auto again = ParseZkUrl("zk://" + url->ServersText() + url->path);
  SIGNPOST_CHECK(again.ok() && again->path == url->path && again->credentials.empty());
  SIGNPOST_CHECK(again->ServersText() == url->ServersText());
}

}  // namespace
}  // namespace signpost::poller

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::poller;  // NOLINT: the target's own
  const std::string_view text = signpost::AsText({data, size});
  for (const bool is_https : {false, true}) CheckFrom(text, is_https);
  if (const auto url = ParseUrl(text)) CheckTarget(*url);
  CheckZkUrl(text);
  CheckZkUrl("zk://" + std::string(text));
  return 0;
}
