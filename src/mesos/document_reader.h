#pragma once

// One pass over a JSON document of a master: a state or an event. Private to this room.
//
// It is RapidJSON's iterative parser with numbers kept as text, for both: the recursive one
// overflows its stack on 200,000 brackets. Faults that one tenant can bring into everybody's
// document (json_repair.h) are mended. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "mesos/event_fields.h"
#include "mesos/state.h"

namespace signpost::mesos {

enum class DocumentKind : uint8_t { kState, kEvent };

struct Document {
  State state;
  EventFields event;  // of an event
};

// Fails as NotA() tells.
absl::StatusOr<Document> ReadDocument(std::string_view json, DocumentKind kind);

// InvalidArgument: "not an event: it is null (at octet 4)".
absl::Status NotA(DocumentKind kind, std::string_view why, size_t offset);

}  // namespace signpost::mesos
