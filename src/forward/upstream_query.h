#pragma once

// What an upstream is asked for a client: the client's message as it is, flags and EDNS included,
// but for options that are between the client and us alone.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "wire/query_reader.h"

namespace signpost::forward {

// Copies `message`, of which `query` was read, with the id 0, without the options COOKIE (RFC 7873
// §5) and edns-tcp-keepalive (RFC 7828 §3).
std::vector<uint8_t> UpstreamQuery(Bytes message, const wire::Query& query);

}  // namespace signpost::forward
