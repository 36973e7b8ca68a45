#pragma once

// Names that no other server is asked for (RFC 6761 §6.3, §6.4): "localhost", "invalid" and all
// below them. Private to this room; never allocates.

#include "base/bytes.h"
#include "wire/response_writer.h"
#include "wire/types.h"

namespace signpost::dns {

enum class SpecialName { kNone, kLocalhost, kInvalid };

SpecialName SpecialNameOf(Bytes canonical_name);

// Writes the answer to a question for such a name, of any type: the loopback addresses, or that
// there is nothing. Returns its rcode.
wire::Rcode AnswerSpecialName(SpecialName name, wire::Type type, wire::ResponseWriter* writer);

}  // namespace signpost::dns
