#pragma once

// Reads the document that a master serves at /state (Mesos 0.2x to 1.12).
//
// One pass while it arrives, keeping only what State holds. One bad task, agent or framework is
// skipped and counted; a document that is no state (not JSON, no leader, "frameworks" not a list,
// more nesting or octets than allowed) is refused whole. Pure; any thread; memory in proportion to
// the state.

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "mesos/state.h"

namespace signpost::mesos {

class DocumentReader;

inline constexpr size_t kMaxStateSize = size_t{2} << 30;  // octets of one document
inline constexpr size_t kMaxStateDepth = 64;              // nested arrays and objects
inline constexpr size_t kMaxPortsPerTask = 1024;  // resources.ports and discovery ports, each

class StateReader {
 public:
  StateReader();
  ~StateReader();

  // Takes the next octets of the document, in pieces of any size. After a fault they are only
  // counted.
  void Add(std::string_view octets);

  // Its octets so far.
  size_t size() const { return size_; }

  // The state, at the document's end; once. Fails with InvalidArgument; the message says what is
  // wrong and at which octet.
  absl::StatusOr<State> Finish();

 private:
  const std::unique_ptr<DocumentReader> document_;
  size_t size_ = 0;
};

// A document that is there whole. Fails as StateReader does.
absl::StatusOr<State> ParseState(std::string_view json);

}  // namespace signpost::mesos
