#pragma once

// ".*" inside asked names, which Mesos-DNS takes out wherever it stands.

#include <cstdint>

#include "base/bytes.h"

namespace signpost::dns {

// Writes canonical `name` without any ".*" to `out`, which holds as many octets as `name`:
// "web.*.mesos" gives "web.mesos", "web.*x.mesos" gives "webx.mesos". Returns the new name's size,
// 0 when there is nothing to take out or a label would grow over 63 octets.
size_t WithoutWildcards(Bytes name, uint8_t* out);

}  // namespace signpost::dns
