#pragma once

// RecordIO, the framing of a Mesos master's event stream (Mesos 1.0 to 1.12):
//
//   "94260" "\n"  94,260 octets  "20" "\n"  20 octets ...
//
// The length is decimal digits alone. Input may be split anywhere. Pure; belongs to whoever feeds
// it. Memory: the record that is on its way, at most kMaxRecordSize.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::mesos {

// Of a record that is kept. Events take kilobytes; only the first record of a stream, which holds
// the whole state of the cluster, may be longer.
inline constexpr size_t kMaxRecordSize = size_t{16} << 20;

// Of a record that is passed over without being kept.
inline constexpr size_t kMaxPassedOverSize = size_t{4} << 30;

// Of a length; leading zeros count.
inline constexpr size_t kMaxLengthDigits = 20;

struct RecordLimits {
  size_t record_size_max = kMaxRecordSize;
  size_t passed_over_size_max = kMaxPassedOverSize;
};

struct Record {
  std::string octets;  // none when it was passed over
  size_t size = 0;     // as announced

  bool passed_over() const { return octets.size() != size; }
};

enum class RecordFault : uint8_t {
  kNone,
  kNoLength,  // something that is no digit, too many of them, or none
  kTooLong,   // over passed_over_size_max
};

class RecordDecoder {
 public:
  explicit RecordDecoder(RecordLimits limits = {}) : limits_(limits) {}

  // Takes the next octets of the stream and appends the records that end in them. A record over
  // record_size_max is appended without its octets. After a fault nothing more can be read: every
  // later call returns it again.
  RecordFault Decode(std::string_view octets, std::vector<Record>* records);

 private:
  void TakeLength(std::string_view* octets);
  RecordFault EndLength();
  void TakeOctets(std::string_view* octets);

  const RecordLimits limits_;
  RecordFault fault_ = RecordFault::kNone;
  std::string digits_;  // of the length, as far as they have come
  bool in_record_ = false;
  size_t missing_ = 0;  // octets of the record that are still to come
  Record record_;
};

}  // namespace signpost::mesos
