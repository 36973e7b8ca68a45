#pragma once

// Reads octets one after the other and never past their end: every length is checked here.
//
// The first read that does not fit makes the reader failed; from then on all reads return zeros and
// nothing is left. So a caller may read a whole structure and ask failed() once.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "wire/name.h"

namespace signpost::wire {

class OctetReader {
 public:
  explicit OctetReader(Bytes octets) : octets_(octets) {}

  bool failed() const { return failed_; }
  size_t offset() const { return offset_; }
  size_t remaining() const { return octets_.size() - offset_; }

  uint16_t ReadU16() {
    const Bytes octets = Read(2);
    return failed_ ? 0 : LoadU16(octets.data());
  }

  uint32_t ReadU32() {
    const Bytes octets = Read(4);
    return failed_ ? 0 : LoadU32(octets.data());
  }

  // The next `size` octets; empty when there are fewer.
  Bytes Read(size_t size) {
    if (size > remaining()) [[unlikely]] {
      Fail();
      return {};
    }
    const Bytes octets = octets_.subspan(offset_, size);
    offset_ += size;
    return octets;
  }

  // A name without compression pointers; empty, and failed, when there is none.
  Bytes ReadName() {
    const size_t size = NameSizeAt(octets_.subspan(offset_));
    if (size == 0) [[unlikely]]
      Fail();
    return Read(size);
  }

  // Skips a name that may end in a compression pointer, which is not followed. Returns the octets
  // it takes here; empty, and failed, when it is cut or has a label of another kind.
  Bytes SkipName() {
    const size_t start = offset_;
    while (!failed_) {
      const Bytes length = Read(1);
      if (failed_ || length[0] == 0) break;
      if (length[0] >= 0xc0) {
        Read(1);
        break;
      }
      if (length[0] > kLabelSizeMax) Fail();
      Read(length[0]);
    }
    return failed_ ? Bytes() : octets_.subspan(start, offset_ - start);
  }

 private:
  void Fail() {
    failed_ = true;
    offset_ = octets_.size();
  }

  const Bytes octets_;
  size_t offset_ = 0;
  bool failed_ = false;
};

}  // namespace signpost::wire
