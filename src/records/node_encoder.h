#pragma once

// Encodes one owner's records as a node of the table. Private to the room.

#include <cstdint>
#include <vector>

#include "records/target_addresses.h"
#include "records/zone_edits.h"

namespace signpost::records {

// More additional data than a message can hold is not kept.
inline constexpr size_t kMaxAdditionalSize = size_t{1} << 16;

// Appends the node that `edit`, one of `edits`, gives to `out`, which is a multiple of 8 long
// before and after. The edit's records are sorted and unique; `ttl` in seconds.
void EncodeNode(const Edit& edit, const ZoneEdits& edits, uint32_t ttl,
                const TargetAddresses& addresses, std::vector<uint8_t>* out);

}  // namespace signpost::records
