#pragma once

// Writes a DNS response into a buffer of the caller: header, question, then records copied in
// whole.
//
// Order of calls: constructor, any number of Answer/Authority/Additional (in this order of
// sections), Finish. A record that does not fit is not written and the call says so; `size_max`
// already leaves room for the OPT that the query asks for. Options of the OPT may be added at any
// time; one that comes before the records keeps its room. Never allocates.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/bytes.h"
#include "wire/query_reader.h"
#include "wire/types.h"

namespace signpost::wire {

// The owner of a record as a pointer to the question's name: every record whose owner was asked
// for.
inline constexpr uint16_t kPointerToQuestion = 0xc000 | kHeaderSize;

// Size of an OPT record without options (RFC 6891 §6.1.2).
inline constexpr size_t kOptSize = 11;

// Octets before the data of each option (RFC 6891 §6.1.2), and what all options may have together.
inline constexpr size_t kOptionHeaderSize = 4;
inline constexpr size_t kReplyOptionsSizeMax = 64;

class ResponseWriter {
 public:
  // Starts the reply to `query` (as ParseQuery left it) whose octets are `message`, in `buffer`.
  // `size_max`: the most octets the reply may have, OPT included; at most buffer.size(), at least
  // 512. Copies id, opcode, RD and CD, sets QR, and repeats the question when it was well-formed.
  ResponseWriter(const Query& query, Bytes message, std::span<uint8_t> buffer, size_t size_max);

  // Octets that records may still take.
  size_t room() const { return limit_ - size_; }

  // Offset in the message at which the next record will start.
  size_t size() const { return size_; }

  // Octets that the message would have after Finish().
  size_t finished_size() const { return size_ + (query_.has_opt ? kOptSize + options_size_ : 0); }

  size_t answer_count() const { return counts_[kAnswerCount]; }

  // Copies `records` (whole records, `count` of them). False, and nothing written, if they don't
  // fit.
  bool Answer(Bytes records, size_t count) { return Append(records, count, kAnswerCount); }
  bool Authority(Bytes records, size_t count) { return Append(records, count, kAuthorityCount); }
  bool Additional(Bytes records, size_t count) { return Append(records, count, kAdditionalCount); }

  // Sets bits of the flag word: kFlagAa, kFlagTc, kFlagRa.
  void SetFlags(uint16_t flags) { flags_ |= flags; }
  void SetRcode(Rcode rcode) { rcode_ = rcode; }

  // Adds an option to the OPT. False, and nothing added, if there will be no OPT, or no room for
  // it.
  bool AddOption(OptionCode code, Bytes data);

  // Takes back all records of all sections (for an answer that must be cut whole).
  void DropRecords();

  // Writes header and, if the query had one, the OPT with our `udp_size` and the upper bits of the
  // rcode. Returns the size of the message.
  size_t Finish(uint16_t udp_size);

 private:
  enum Section { kAnswerCount, kAuthorityCount, kAdditionalCount };

  bool Append(Bytes records, size_t count, Section section) {
    if (records.size() > room()) return false;
    if (!records.empty()) std::memcpy(buffer_ + size_, records.data(), records.size());
    size_ += records.size();
    counts_[section] = static_cast<uint16_t>(counts_[section] + count);
    return true;
  }
  void WriteOpt(uint16_t udp_size);

  const Query& query_;
  uint8_t* const buffer_;
  size_t limit_;          // where records must end
  size_t records_start_;  // where the question ends
  size_t size_;
  uint16_t flags_ = 0;
  Rcode rcode_ = Rcode::kNoError;
  uint16_t counts_[3] = {0, 0, 0};
  size_t options_size_ = 0;
  uint8_t options_[kReplyOptionsSizeMax];  // the first options_size_ octets count
};

}  // namespace signpost::wire
