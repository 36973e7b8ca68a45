#pragma once

// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of short messages. Who does not know the
// key can neither choose messages that collide nor tell the hash of one that was not hashed before.
// Pure; never allocates.

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace signpost {

using SipKey = std::array<uint8_t, 16>;

// The authors write its octets with the lowest first.
uint64_t SipHash(const SipKey& key, Bytes message);

// A key that nobody knows, from the system.
SipKey RandomSipKey();

}  // namespace signpost
