#include "mesos/record_io.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace signpost::mesos {

RecordFault RecordDecoder::Decode(std::string_view octets, std::vector<Record>* records) {
  while (fault_ == RecordFault::kNone && !octets.empty()) {
    if (in_record_) {
      TakeOctets(&octets);
    } else {
      TakeLength(&octets);
    }
    if (in_record_ && missing_ == 0) {
      in_record_ = false;
      records->push_back(std::exchange(record_, {}));
    }
  }
  return fault_;
}

// Up to the end of the line, or as far as it has come.
void RecordDecoder::TakeLength(std::string_view* octets) {
  const size_t digits = std::min(octets->find_first_not_of("0123456789"), octets->size());
  if (digits_.size() + digits > kMaxLengthDigits) {
    fault_ = RecordFault::kNoLength;
    return;
  }
  digits_.append(octets->substr(0, digits));
  octets->remove_prefix(digits);
  if (octets->empty()) return;
  fault_ = octets->front() == '\n' ? EndLength() : RecordFault::kNoLength;
  octets->remove_prefix(1);
}

RecordFault RecordDecoder::EndLength() {
  if (digits_.empty()) return RecordFault::kNoLength;
  size_t size = 0;
  const auto parsed = std::from_chars(digits_.data(), digits_.data() + digits_.size(), size);
  const size_t size_max = std::max(limits_.record_size_max, limits_.passed_over_size_max);
  if (parsed.ec != std::errc() || size > size_max) return RecordFault::kTooLong;
  digits_.clear();
  record_.size = missing_ = size;
  in_record_ = true;
  return RecordFault::kNone;
}

void RecordDecoder::TakeOctets(std::string_view* octets) {
  const size_t taken = std::min(octets->size(), missing_);
  if (record_.size <= limits_.record_size_max) record_.octets.append(octets->substr(0, taken));
  octets->remove_prefix(taken);
  missing_ -= taken;
}

}  // namespace signpost::mesos
