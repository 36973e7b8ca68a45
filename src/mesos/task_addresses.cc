#include "mesos/task_addresses.h"

namespace signpost::mesos {
namespace {

std::span<const IpAddress> Of(AddressSource source, const StatusAddresses& status,
                              std::span<const IpAddress> host) {
  switch (source) {
    case AddressSource::kNetinfo:
      return status.netinfo;
    case AddressSource::kMesos:
      return status.mesos;
    case AddressSource::kDocker:
      return status.docker;
    case AddressSource::kHost:
      return host;
  }
  return {};
}

}  // namespace

std::optional<AddressSource> AddressSourceFromName(std::string_view name) {
  if (name == "netinfo") return AddressSource::kNetinfo;
  if (name == "mesos") return AddressSource::kMesos;
  if (name == "docker") return AddressSource::kDocker;
  if (name == "host") return AddressSource::kHost;
  return std::nullopt;
}

std::span<const IpAddress> TaskAddresses(const StatusAddresses& status,
                                         std::span<const IpAddress> host,
                                         std::span<const AddressSource> sources) {
  for (const AddressSource source : sources) {
    if (const auto addresses = Of(source, status, host); !addresses.empty()) return addresses;
  }
  return {};
}

}  // namespace signpost::mesos
