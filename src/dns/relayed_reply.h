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

// The client that a reply is for.
struct RelayedTo {
  uint16_t id;  // of its query
  Transport transport;
  Bytes cookie = {};  // the COOKIE option of the reply; empty for none
};

struct RelayedReply {
  size_t size = 0;  // octets
  wire::Rcode rcode = wire::Rcode::kNoError;
  bool is_cut = false;
};

// Writes the reply to `client` into `reply` (as Responder::Respond() wants it): the upstream's as
// it is, but for the id and the cookie; of one that does not fit, the answers that do, and TC;
// SERVFAIL when there is none.
RelayedReply WriteRelayedReply(const forward::Answer& answer, const RelayedTo& client,
                               const ResponderOptions& options, std::span<uint8_t> reply);

// Writes that this client's names are not forwarded.
size_t WriteForwardingRefused(Bytes message, const wire::Query& query, Bytes cookie,
                              const ResponderOptions& options, std::span<uint8_t> reply);

}  // namespace signpost::dns
