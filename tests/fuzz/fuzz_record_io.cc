// RecordIO framing of any octets: the records and the fault are those of a reader that has the
// whole stream before it, however the stream is split.
//
// An input is an octet that says where it is split, and the stream.

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "mesos/record_io.h"

namespace signpost::mesos {
namespace {

constexpr RecordLimits kLimits{.record_size_max = 64, .passed_over_size_max = 512};

struct Framing {
  std::vector<Record> records;
  RecordFault fault = RecordFault::kNone;
};

Framing InPieces(std::string_view stream, uint8_t seed) {
  Framing framing;
  RecordDecoder decoder(kLimits);
  uint32_t random = seed;
  while (!stream.empty()) {
    random = random * 1103515245 + 12345;
    const size_t size =
        std::min<size_t>(random >> 16 & (random & 0x80000000 ? 63 : 3), stream.size());
    framing.fault = decoder.Decode(stream.substr(0, size), &framing.records);
    stream.remove_prefix(size);
  }
  return framing;
}

// Reads the length at the start of `stream` and takes it off, line end included; false when the
// line has no end yet.
bool TakeLength(std::string_view* stream, size_t* size, RecordFault* fault) {
  const size_t digits = std::min(stream->find_first_not_of("0123456789"), stream->size());
  const bool has_end = digits < stream->size();
  *fault = RecordFault::kNone;
  if (digits > kMaxLengthDigits || (has_end && (digits == 0 || (*stream)[digits] != '\n'))) {
    *fault = RecordFault::kNoLength;
  }
  if (!has_end || *fault != RecordFault::kNone) return false;
  const auto parsed = std::from_chars(stream->data(), stream->data() + digits, *size);
  const bool too_long = parsed.ec != std::errc() || *size > kLimits.passed_over_size_max;
  if (too_long) *fault = RecordFault::kTooLong;
  stream->remove_prefix(digits + 1);
  return !too_long;
}

Framing AsAWhole(std::string_view stream) {
  Framing framing;
  size_t size = 0;
  while (!stream.empty() && TakeLength(&stream, &size, &framing.fault) && stream.size() >= size) {
    const bool is_kept = size <= kLimits.record_size_max;
    framing.records.push_back({std::string(stream.substr(0, is_kept ? size : 0)), size});
    stream.remove_prefix(size);
  }
  return framing;
}

void CheckSame(const Framing& framing, const Framing& expected) {
  SIGNPOST_CHECK(framing.fault == expected.fault);
  SIGNPOST_CHECK(framing.records.size() == expected.records.size());
  for (size_t i = 0; i < expected.records.size(); ++i) {
    SIGNPOST_CHECK(framing.records[i].octets == expected.records[i].octets);
    SIGNPOST_CHECK(framing.records[i].size == expected.records[i].size);
  }
}

}  // namespace
}  // namespace signpost::mesos

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::mesos;  // NOLINT: the target's own
  if (size == 0) return 0;
  const std::string_view stream = signpost::AsText({data + 1, size - 1});
  CheckSame(InPieces(stream, data[0]), AsAWhole(stream));
  return 0;
}
