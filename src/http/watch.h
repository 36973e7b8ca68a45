#pragma once

// /v1/watch: server-sent events (HTML Living Standard, "Server-sent events") of what changes.
//
//   event: serial      how it begins: the serial that is served now
//   id: 1764000000
//   data: {"serial":1764000000}
//
//   event: change      one build that changed the zone; the element of /v1/changes
//   id: 1764000012
//   data: {"serial":1764000012,"at":...,"added":[...],"removed":[...]}
//
//   event: reset       what changed is not known here any more: read anew what you show
//   id: 1764000099
//   data: {"serial":1764000099}
//
//   : alive            a comment, when nothing else was said for a while
//
// Nothing is queued for a watcher: the history of the snapshots is the queue, and whoever falls
// behind it is told to read anew.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "http/body_producer.h"
#include "records/snapshot_publisher.h"

namespace signpost::http {

// Goes on behind the change `last_serial`; without one with the next change. `publisher` must
// outlive the producer. A comment comes after `heartbeat` of silence.
std::unique_ptr<BodyProducer> WatchBody(const records::SnapshotPublisher* publisher,
                                        std::optional<uint32_t> last_serial,
                                        std::chrono::milliseconds heartbeat);

}  // namespace signpost::http
