#pragma once

// Walks over the records of a message of strangers. Private to this room. Pure.

#include <cstddef>

#include "base/bytes.h"

namespace signpost::forward {

// Reads one record after the other. Names may be compressed: their pointers must point backwards,
// and to names (RFC 1035 §4.1.4, RFC 9267 §2). The data of types known to hold names and addresses
// must have their form.
class RecordWalk {
 public:
  // Starts at `offset` of `message`, where the first record is.
  RecordWalk(Bytes message, size_t offset) : message_(message), offset_(offset) {}

  // Goes over `count` records; false when one of them is malformed. An OPT counts as malformed
  // unless `opt_allowed`, when there is a second one, or when its owner or options are (RFC 6891
  // §6.1.1, §6.1.2).
  bool Skip(size_t count, bool opt_allowed);

  // Where the next record starts.
  size_t offset() const { return offset_; }

 private:
  bool SkipRecord(bool opt_allowed);

  const Bytes message_;
  size_t offset_;
  bool has_opt_ = false;
};

// Offset behind the perhaps compressed name at `offset`; 0 when it is malformed or over 255 octets.
size_t EndOfName(Bytes message, size_t offset);

}  // namespace signpost::forward
