#include "poller/zk_url.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

constexpr std::string_view kScheme = "zk://";

absl::Status Fault(std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("a ZooKeeper URL ", ToAbsl(why)));
}

bool HasControlOrSpace(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c <= ' ' || c == 0x7f; });
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

// "host:port" or "host", an IPv6 address in brackets.
std::optional<HostPort> ParseServer(std::string_view text) {
  if (HasControlOrSpace(text)) return std::nullopt;
  const bool has_port = text.rfind(':') != std::string_view::npos && !text.ends_with(']');
  const std::string whole = has_port ? std::string(text) : absl::StrCat(ToAbsl(text), ":", kZkPort);
  auto server = SplitHostPort(whole);
  if (!server.ok() || server->host.empty() || server->port == 0) return std::nullopt;
  return *std::move(server);
}

// What ZooKeeper takes for a path: no empty part, no "." or "..", no control characters.
bool IsPath(std::string_view path) {
  if (path == "/") return true;
  const auto parts = Split(path.substr(1), '/');
  return !HasControlOrSpace(path) && std::none_of(parts.begin(), parts.end(), [](auto part) {
    return part.empty() || part == "." || part == "..";
  });
}

std::string PathOf(std::string_view text) {
  if (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  return text.empty() ? "/" : std::string(text);
}

}  // namespace

std::string ZkUrl::ServersText() const {
  return absl::StrJoin(servers, ",", [](std::string* out, const HostPort& server) {
    const bool is_v6 = server.host.find(':') != std::string::npos;
    absl::StrAppend(out, is_v6 ? "[" : "", server.host, is_v6 ? "]" : "", ":", server.port);
  });
}

absl::StatusOr<ZkUrl> ParseZkUrl(std::string_view url) {
  if (!url.starts_with(kScheme)) return Fault("begins with zk://");
  url.remove_prefix(kScheme.size());
  const size_t path_at = std::min(url.find('/'), url.size());
  ZkUrl parsed;
  parsed.path = PathOf(url.substr(path_at));
  if (!IsPath(parsed.path)) return Fault("has a path of parts that are not empty, \".\" or \"..\"");
  std::string_view servers = url.substr(0, path_at);
  if (const size_t at = servers.rfind('@'); at != std::string_view::npos) {
    parsed.credentials = servers.substr(0, at);
    servers.remove_prefix(at + 1);
    if (parsed.credentials.find(':') == std::string::npos) return Fault("has user:password@");
  }
  for (const std::string_view text : Split(servers, ',')) {
    auto server = ParseServer(text);
    if (!server) {
      return Fault(absl::StrCat("lists servers as host or host:port; number ",
                                parsed.servers.size() + 1, " is neither"));
    }
    parsed.servers.push_back(*std::move(server));
  }
  return parsed;
}

}  // namespace signpost::poller
