#pragma once

// Which addresses a task is found at.

#include <optional>
#include <span>
#include <string_view>

#include "base/endpoint.h"
#include "mesos/state.h"

namespace signpost::mesos {

// Where addresses may come from, in the words of the IPSources key.
enum class AddressSource {
  kNetinfo,
  kMesos,
  kDocker,
  kHost,
  kAuto,  // the agent, when a port of it is mapped into the container; else the container
};

std::optional<AddressSource> AddressSourceFromName(std::string_view name);

// The addresses of the first source in `sources` that has any; empty if none has.
// `host` holds the agent's addresses. The result points into `task` or `host`.
std::span<const IpAddress> TaskAddresses(const Task& task, std::span<const IpAddress> host,
                                         std::span<const AddressSource> sources);

// The source that TaskAddresses() takes; never kAuto, which is followed to where it leads. Null
// when none has an address.
std::optional<AddressSource> TaskAddressSource(const Task& task, std::span<const IpAddress> host,
                                               std::span<const AddressSource> sources);

// In the words of the IPSources key.
std::string_view NameOf(AddressSource source);

// Does any source but the agent have one?
bool HasAddress(const StatusAddresses& addresses);

// Does any name another place than the agent? An agent writes its own address into the statuses
// whose executor names no network (Mesos 0.26 to 1.12).
bool NamesContainer(const StatusAddresses& addresses, std::span<const IpAddress> host);

// False only for two containers that are named and differ (Task::container).
bool MayBeSameContainer(uint32_t a, uint32_t b);

// Gives `task` the addresses of `before`, the same task as it was known until now and found in a
// container, when its newest status names no container: that of a health check does so.
void KeepAddresses(const Task& before, std::span<const IpAddress> host, Task* task);

}  // namespace signpost::mesos
