#include "app/asked_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "app/config.h"
#include "app/config_reader.h"
#include "app/file_text.h"
#include "app/http_query.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

constexpr uint16_t kDefaultHttpPort = 8123;

absl::StatusOr<Config> ConfigIn(const std::string& file) {
  const absl::StatusOr<std::string> text = ReadFileText(file, kMaxConfigSize);
  if (!text.ok()) return text.status();
  ConfigResult result = ParseConfig(*text, file);
  if (result.faults.empty()) return std::move(result.config);
  return absl::InvalidArgumentError(absl::StrJoin(result.faults, "; "));
}

// Who listens on every address is asked on the machine's own.
std::string HostOf(const IpAddress& address) {
  if (!address.IsUnspecified()) return address.ToString();
  return address.is_v4() ? "127.0.0.1" : "::1";
}

absl::StatusOr<HostPort> ServerOf(const Config& config) {
  if (!config.http_on) return absl::NotFoundError("httpon is false: there is nobody to ask");
  const Endpoint endpoint = EndpointsOf(config.http_listener, config.http_port).front();
  if (endpoint.port == 0) {
    return absl::NotFoundError(
        "httpport is 0, so the system chose a port: name the server with --server");
  }
  return HostPort{HostOf(endpoint.address), endpoint.port};
}

}  // namespace

absl::StatusOr<HostPort> ServerToAsk(const std::string& server, const std::string& config_file) {
  if (!server.empty()) {
    auto address = SplitHostPort(server);
    if (!address.ok()) return address;
    if (!address->host.empty() && address->port != 0) return address;
    return absl::InvalidArgumentError(
        absl::StrCat(log::Printable(server), " is no server: HOST:PORT is wanted"));
  }
  if (config_file.empty()) return HostPort{"127.0.0.1", kDefaultHttpPort};
  const absl::StatusOr<Config> config = ConfigIn(config_file);
  absl::StatusOr<HostPort> found =
      config.ok() ? ServerOf(*config) : absl::StatusOr<HostPort>(config.status());
  if (found.ok()) return found;
  return absl::Status(found.status().code(),
                      absl::StrCat(log::Printable(config_file), ": ", found.status().message()));
}

std::string ServerText(const HostPort& server) {
  const bool is_v6 = server.host.find(':') != std::string::npos;
  const std::string host = log::Printable(server.host);
  return absl::StrCat(is_v6 ? "[" : "", host, is_v6 ? "]" : "", ":", server.port);
}

absl::StatusOr<JsonReply> AskServer(const HostPort& server, const std::string& target,
                                    std::chrono::steady_clock::time_point deadline) {
  absl::StatusOr<HttpReply> reply = AskHttp(server, target, deadline);
  if (!reply.ok()) return reply.status();
  JsonReply result;
  result.status = reply->status;
  auto json = ParseJsonTree(reply->body);
  if (json.ok()) {
    result.json = *std::move(json);
  } else {
    while (reply->body.ends_with('\n')) reply->body.pop_back();
    result.text = log::Printable(reply->body);
  }
  return result;
}

}  // namespace signpost::app
