#pragma once

// One pass over a JSON document of a master: a state or an event. Private to this room.
//
// It is read while it arrives (json_reader.h). Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "mesos/event_fields.h"
#include "mesos/json_reader.h"
#include "mesos/state.h"
#include "mesos/state_handler.h"

namespace signpost::mesos {

enum class DocumentKind : uint8_t { kState, kEvent };

struct Document {
  State state;
  EventFields event;  // of an event
};

class DocumentReader {
 public:
  explicit DocumentReader(DocumentKind kind);
  DocumentReader(const DocumentReader&) = delete;
  DocumentReader& operator=(const DocumentReader&) = delete;

  // Takes the next octets.
  void Add(std::string_view octets) { reader_.Add(octets); }

  // The document, at its end; once. Fails as NotA() tells.
  absl::StatusOr<Document> Finish();

 private:
  const DocumentKind kind_;
  Document document_;
  StateHandler handler_;
  JsonReader reader_;
};

// InvalidArgument: "not an event: it is null (at octet 4)".
absl::Status NotA(DocumentKind kind, std::string_view why, size_t offset);

}  // namespace signpost::mesos
