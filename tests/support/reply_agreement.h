#pragma once

// The fast responder's reply beside the slow one's.

#include <string>

#include "support/ldns_message.h"
#include "support/slow_responder.h"

namespace signpost::testing {

// In which way `reply`, which may have `size_max` octets, is not what is expected; empty when it
// is. Order and the case of owners do not count, and a reply without room may be cut.
std::string Disagreement(const LdnsMessage& reply, const ExpectedReply& expected, size_t size_max);

}  // namespace signpost::testing
