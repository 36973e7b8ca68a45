#pragma once

// Names of the zone "mesos." chosen by their hash under the seed of ZoneOptionsOf(), and tables as
// octets.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "records/record_table.h"
#include "wire/name.h"

namespace signpost::testing {

// Canonical; `text` must be a name.
wire::Name NameOf(std::string_view text);

uint64_t HashOf(std::string_view name);

// `count` different names whose nodes stand in page number `page`.
std::vector<std::string> NamesOfPage(size_t page, size_t count);

// Two names with one hash; another `number` gives other two.
std::array<std::string, 2> NamesThatCollide(size_t number);

// All that a table is made of: its shards octet by octet, page after page. Equal for equal tables.
std::string OctetsOf(const records::RecordTable& table);

}  // namespace signpost::testing
