#pragma once

// Copies RRsets of the table into a response: rotated, cut at a record's boundary when there is no
// room, followed by the addresses of their targets. Private to this room; never allocates.

#include <cstddef>
#include <cstdint>
#include <span>

#include "records/record_table.h"
#include "wire/response_writer.h"

namespace signpost::dns {

class RrsetAnswer {
 public:
  // Writes `rrset`, which holds a record, into the answer section, beginning with record `start`.
  RrsetAnswer(const records::RrsetView& rrset, size_t start, wire::ResponseWriter* writer);

  // False when some of the records did not fit.
  bool complete() const { return complete_; }

  // Writes the addresses of the targets into the additional section of `reply`, the writer's
  // buffer, as far as they fit. Only after a complete answer.
  void WriteAdditional(std::span<uint8_t> reply);

 private:
  bool WriteAll();
  void WriteWhatFits();
  size_t PositionOf(size_t record) const;
  bool WriteAddress(Bytes record, size_t target_position, std::span<uint8_t> reply);
  bool WriteAddressInFull(Bytes record, Bytes owner);

  const records::RrsetView& rrset_;
  const size_t start_;
  const size_t start_offset_;  // of record `start` in rrset.records
  wire::ResponseWriter& writer_;
  const size_t position_;  // of the first record in the message
  const bool complete_;
};

}  // namespace signpost::dns
