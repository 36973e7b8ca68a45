#pragma once

// Which addresses a task is found at.

#include <optional>
#include <span>
#include <string_view>

#include "base/endpoint.h"
#include "mesos/state.h"

namespace signpost::mesos {

// Where addresses may come from, in the words of the IPSources key.
enum class AddressSource { kNetinfo, kMesos, kDocker, kHost };

std::optional<AddressSource> AddressSourceFromName(std::string_view name);

// The addresses of the first source in `sources` that has any; empty if none has.
// `host` holds the agent's addresses. The result points into `status` or `host`.
std::span<const IpAddress> TaskAddresses(const StatusAddresses& status,
                                         std::span<const IpAddress> host,
                                         std::span<const AddressSource> sources);

}  // namespace signpost::mesos
