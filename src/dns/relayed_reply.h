#pragma once

// What a client gets of the relay's answer to its query. Private to this room; never allocates.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "dns/responder.h"
#include "forward/relay.h"
#include "wire/types.h"

namespace signpost::dns {

struct RelayedReply {
  size_t size = 0;  // octets
  wire::Rcode rcode = wire::Rcode::kNoError;
  bool is_cut = false;
};

// Writes the reply to the query with `id` into `reply` (as Responder::Respond() wants it): the
// upstream's as it is; of one that does not fit, the answers that do, and TC; SERVFAIL when there
// is none.
RelayedReply WriteRelayedReply(const forward::Answer& answer, uint16_t id, Transport transport,
                               const ResponderOptions& options, std::span<uint8_t> reply);

// Writes that this client's names are not forwarded.
size_t WriteForwardingRefused(Bytes message, const wire::Query& query,
                              const ResponderOptions& options, std::span<uint8_t> reply);

}  // namespace signpost::dns
