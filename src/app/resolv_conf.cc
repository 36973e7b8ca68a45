#include "app/resolv_conf.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "app/file_text.h"

namespace signpost::app {
namespace {

constexpr char kResolvConf[] = "/etc/resolv.conf";
constexpr size_t kResolvConfSizeMax = 64 << 10;
constexpr uint16_t kDnsPort = 53;

}  // namespace

std::vector<Endpoint> NameServersIn(std::string_view resolv_conf) {
  std::vector<Endpoint> servers;
  std::istringstream lines{std::string(resolv_conf)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string text;
    if (!(words >> keyword >> text) || keyword != "nameserver") continue;
    const auto address = IpAddress::Parse(text);
    if (!address) continue;
    const Endpoint server{*address, kDnsPort};
    if (std::ranges::count(servers, server) == 0) servers.push_back(server);
  }
  return servers;
}

std::vector<Endpoint> SystemNameServers() {
  const auto text = ReadFileText(kResolvConf, kResolvConfSizeMax);
  return text.ok() ? NameServersIn(*text) : std::vector<Endpoint>();
}

}  // namespace signpost::app
