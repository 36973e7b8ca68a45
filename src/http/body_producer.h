#pragma once

// Makes the body of an answer part by part, so that a long one never stands in memory whole and
// never keeps the thread for long.

#include <cstddef>
#include <string>

#include "http/limits.h"

namespace signpost::http {

// A producer holds the snapshot it speaks of. Used by one thread.
class BodyProducer {
 public:
  virtual ~BodyProducer() = default;

  // Appends the next small piece (a record, say), which may be empty. False when the body is
  // complete; not to be called again then.
  virtual bool Step(std::string* text) = 0;

  // Has the next step nothing to say until something happens? Then it is called again after
  // kWatchInterval.
  virtual bool IsWaiting() const { return false; }
};

// Appends about a slice of `producer`'s body to `text`; less, even nothing, where many steps have
// little to say. False when the body is complete.
inline bool AppendSlice(BodyProducer* producer, std::string* text) {
  const size_t size_max = text->size() + kSliceSize;
  for (size_t steps = 0; steps < kMaxStepsPerSlice && text->size() < size_max; ++steps) {
    if (!producer->Step(text)) return false;
    if (producer->IsWaiting()) break;
  }
  return true;
}

}  // namespace signpost::http
