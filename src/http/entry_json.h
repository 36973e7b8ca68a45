#pragma once

// Tasks as the routes of the page write them.

#include "http/json_object.h"
#include "records/inventory.h"

namespace signpost::http {

// "name", "id", "agent", "agent_id", "address_source", "address_kept" and "health" of `entry`; the
// last five only where something is known.
void AddEntryMembers(const records::InventoryEntry& entry, ObjectWriter* object);

}  // namespace signpost::http
