#include "mesos/protobuf_reader.h"

namespace signpost::mesos {
namespace {

enum WireType : uint8_t { kVarint = 0, kEightOctets = 1, kOctets = 2, kFourOctets = 5 };

constexpr int kVarintBits = 64;

}  // namespace

std::optional<ProtobufField> ProtobufReader::Next() {
  if (!ok() || reader_.remaining() == 0) return std::nullopt;
  const uint64_t tag = ReadVarint();
  ProtobufField field{.number = tag >> 3, .integer = {}, .octets = {}};
  switch (tag & 7) {
    case kVarint:
      field.integer = ReadVarint();
      break;
    case kEightOctets:
      reader_.Read(8);
      break;
    case kOctets:
      field.octets = reader_.Read(ReadVarint());
      break;
    case kFourOctets:
      reader_.Read(4);
      break;
    default:
      ok_ = false;
  }
  if (field.number == 0) ok_ = false;
  if (!ok()) return std::nullopt;
  return field;
}

// Bits beyond the 64th are left out, as protobuf's own readers do.
uint64_t ProtobufReader::ReadVarint() {
  uint64_t value = 0;
  for (int shift = 0; shift < kVarintBits; shift += 7) {
    const Bytes octet = reader_.Read(1);
    if (octet.empty()) return 0;
    value |= uint64_t{octet[0] & 0x7fU} << shift;
    if ((octet[0] & 0x80) == 0) return value;
  }
  ok_ = false;  // an eleventh octet
  return 0;
}

}  // namespace signpost::mesos
