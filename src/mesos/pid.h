#pragma once

// Addresses and ports in the text forms of libprocess and Mesos. Pure functions.

#include <optional>
#include <string_view>
#include <vector>

#include "mesos/state.h"

namespace signpost::mesos {

// "scheduler-1@10.0.0.1:5050", "slave(1)@[fd00::1]:5051": one '@', host, port 0..65535; spaces
// around it are taken off. nullopt for anything else.
std::optional<Pid> ParsePid(std::string_view text);

// The address of a host that is one, or is called localhost (RFC 6761 §6.3: no lookup).
std::optional<IpAddress> AddressOfHost(std::string_view host);

// resources.ports as Mesos writes it, "[31000-31002, 31005-31005]": appends the ports of all ranges
// to `ports` in rising order, each once. Ranges that are no such text, ports over 65535 and ports
// beyond `count_max` are left out; returns how many items that were.
size_t ParsePortRanges(std::string_view text, size_t count_max, std::vector<uint16_t>* ports);

}  // namespace signpost::mesos
