#include "compat/compat_server.h"

#include <utility>

#include "base/check.h"

namespace signpost::testing {
namespace {

http::HttpServerOptions OptionsOf(const app::Config& config) {
  http::HttpServerOptions options;
  options.listen = {{*IpAddress::Parse("127.0.0.1"), 0}};
  options.config_json = app::ConfigJson(config);
  options.zone = config.domain;
  return options;
}

}  // namespace

CompatServer::CompatServer(const std::vector<CompatFramework>& frameworks,
                           const app::Config& config)
    : cluster_(frameworks),
      publisher_(cluster_.snapshot()),
      server_(OptionsOf(config), &publisher_, &board_) {
  SIGNPOST_CHECK(server_.Start().ok());
}

CompatServer::Response CompatServer::Ask(std::string_view method, std::string_view target,
                                         std::string_view headers) {
  http::testing::TestClient client(server_.endpoints().at(0));
  client.Request(method, target, headers);
  auto response = client.Read(method == "HEAD");
  SIGNPOST_CHECK(response.has_value());
  return *std::move(response);
}

}  // namespace signpost::testing
