// Configuration files of any octets: there are faults in words, or a configuration that all rooms
// take and that is the same again when what GET /v1/config shows of it is read.

#include <algorithm>
#include <string>
#include <string_view>

#include "app/config.h"
#include "app/config_json.h"
#include "app/room_options.h"
#include "base/bytes.h"
#include "base/check.h"
#include "wire/name.h"

namespace signpost::app {
namespace {

constexpr char kFile[] = "/etc/signpost/config.json";

void CheckMessages(const std::vector<std::string>& messages) {
  for (const std::string& message : messages) {
    SIGNPOST_CHECK(!message.empty());
    SIGNPOST_CHECK(
        std::ranges::none_of(message, [](unsigned char c) { return c < ' ' || c == 0x7f; }));
  }
}

void CheckRooms(const Config& config) {
  const auto zone = ZoneOptionsOf(config, 0);
  SIGNPOST_CHECK(zone.naming.domain == wire::Name::FromText(config.domain).value());
  SIGNPOST_CHECK(zone.ttl == config.ttl && !zone.naming.sources.empty());
  SIGNPOST_CHECK(PollerOptionsOf(config, 0, nullptr).masters == config.masters);
  HttpClientOptionsOf(config);
  const auto dns = DnsOptionsOf(config);
  SIGNPOST_CHECK(!dns.listen.empty() && dns.worker_count > 0);
  SIGNPOST_CHECK(dns.responder.udp_size_max >= 512);
  SIGNPOST_CHECK(!HttpOptionsOf(config).listen.empty());
}

// Secrets are not shown: what has none can be read again.
void CheckShown(const Config& config) {
  const std::string shown = ConfigJson(config);
  SIGNPOST_CHECK(ParseJsonTree(shown).ok());
  if (config.zk.find('@') != std::string::npos || !config.mesos_credentials.secret.empty()) return;
  const ConfigResult again = ParseConfig(shown, kFile);
  SIGNPOST_CHECK(again.faults.empty());
  SIGNPOST_CHECK(ConfigJson(again.config) == shown);
}

}  // namespace
}  // namespace signpost::app

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::app;  // NOLINT: the target's own
  const ConfigResult result = ParseConfig(signpost::AsText({data, size}), kFile);
  CheckMessages(result.faults);
  CheckMessages(result.warnings);
  if (!result.faults.empty()) return 0;
  CheckRooms(result.config);
  CheckShown(result.config);
  return 0;
}
