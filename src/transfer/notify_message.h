#pragma once

// NOTIFY messages (RFC 1996): what tells a secondary that there is a new zone. Pure.
//
//   header: opcode NOTIFY, AA | question: apex SOA IN | answer: the SOA

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "records/snapshot.h"

namespace signpost::transfer {

std::vector<uint8_t> NotifyMessage(const records::Snapshot& snapshot, uint16_t id);

// Is `message` a reply to a NOTIFY with this id? Whatever its rcode: it has been heard.
bool IsNotifyReply(Bytes message, uint16_t id);

}  // namespace signpost::transfer
