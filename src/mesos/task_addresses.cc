#include "mesos/task_addresses.h"

#include <algorithm>

namespace signpost::mesos {
namespace {

// kAuto by its two halves.
constexpr AddressSource kContainer[] = {AddressSource::kNetinfo, AddressSource::kMesos,
                                        AddressSource::kDocker};
constexpr AddressSource kAgent[] = {AddressSource::kHost};

struct NamedSource {
  std::string_view name;
  AddressSource source;
};

constexpr NamedSource kNames[] = {{"netinfo", AddressSource::kNetinfo},
                                  {"mesos", AddressSource::kMesos},
                                  {"docker", AddressSource::kDocker},
                                  {"host", AddressSource::kHost},
                                  {"auto", AddressSource::kAuto}};

std::span<const IpAddress> Of(AddressSource source, const Task& task,
                              std::span<const IpAddress> host) {
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
      break;
  }
  return {};
}

}  // namespace

std::optional<AddressSource> AddressSourceFromName(std::string_view name) {
  for (const NamedSource& named : kNames) {
    if (named.name == name) return named.source;
  }
  return std::nullopt;
}

std::string_view NameOf(AddressSource source) {
  for (const NamedSource& named : kNames) {
    if (named.source == source) return named.name;
  }
  return {};
}

std::optional<AddressSource> TaskAddressSource(const Task& task, std::span<const IpAddress> host,
                                               std::span<const AddressSource> sources) {
  for (const AddressSource source : sources) {
    if (source == AddressSource::kAuto) {
      const auto found = task.maps_host_port ? TaskAddressSource(task, host, kAgent)
                                             : TaskAddressSource(task, host, kContainer);
      if (found) return found;
    } else if (!Of(source, task, host).empty()) {
      return source;
    }
  }
  return std::nullopt;
}

std::span<const IpAddress> TaskAddresses(const Task& task, std::span<const IpAddress> host,
                                         std::span<const AddressSource> sources) {
  const auto source = TaskAddressSource(task, host, sources);
  return source ? Of(*source, task, host) : std::span<const IpAddress>();
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
