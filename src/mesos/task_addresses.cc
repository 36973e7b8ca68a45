#include "mesos/task_addresses.h"

#include <algorithm>

namespace signpost::mesos {
namespace {

std::span<const IpAddress> Of(AddressSource source, const Task& task,
                              std::span<const IpAddress> host) {
  constexpr AddressSource kContainer[] = {AddressSource::kNetinfo, AddressSource::kMesos,
                                          AddressSource::kDocker};
  switch (source) {
    case AddressSource::kNetinfo:
      return task.addresses.netinfo;
    case AddressSource::kMesos:
      return task.addresses.mesos;
    case AddressSource::kDocker:
      return task.addresses.docker;
    case AddressSource::kHost:
      return host;
    case AddressSource::kAuto:
      return task.maps_host_port ? host : TaskAddresses(task, host, kContainer);
  }
  return {};
}

}  // namespace

std::optional<AddressSource> AddressSourceFromName(std::string_view name) {
  if (name == "netinfo") return AddressSource::kNetinfo;
  if (name == "mesos") return AddressSource::kMesos;
  if (name == "docker") return AddressSource::kDocker;
  if (name == "host") return AddressSource::kHost;
  if (name == "auto") return AddressSource::kAuto;
  return std::nullopt;
}

std::span<const IpAddress> TaskAddresses(const Task& task, std::span<const IpAddress> host,
                                         std::span<const AddressSource> sources) {
  for (const AddressSource source : sources) {
    if (const auto addresses = Of(source, task, host); !addresses.empty()) return addresses;
  }
  return {};
}

bool HasAddress(const StatusAddresses& addresses) {
  return !addresses.netinfo.empty() || !addresses.docker.empty() || !addresses.mesos.empty();
}

bool NamesContainer(const StatusAddresses& addresses, std::span<const IpAddress> host) {
  const auto is_hosts = [host](const IpAddress& address) {
    return std::ranges::find(host, address) != host.end();
  };
  return !addresses.docker.empty() || !addresses.mesos.empty() ||
         !std::ranges::all_of(addresses.netinfo, is_hosts);
}

bool MayBeSameContainer(uint32_t a, uint32_t b) { return a == 0 || b == 0 || a == b; }

void KeepAddresses(const Task& before, std::span<const IpAddress> host, Task* task) {
  if (before.agent_id != task->agent_id || NamesContainer(task->addresses, host)) return;
  if (!MayBeSameContainer(before.container, task->container)) return;
  task->addresses = before.addresses;
  task->maps_host_port |= before.maps_host_port;
  task->addresses_kept = true;
}

}  // namespace signpost::mesos
