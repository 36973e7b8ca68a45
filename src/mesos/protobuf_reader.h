#pragma once

// Reads the fields of one protobuf message, one after the other (protobuf's "Encoding" page).
// Private to this room.
//
//   message = *field
//   field   = tag value           tag: varint, number << 3 | type
//   value   = varint              type 0: 7 bits an octet, lowest first, 0x80 says that more follow
//           | 8 octets            type 1
//           | varint octets       type 2: their number, then they: texts, messages
//           | 4 octets            type 5
//
// Groups (types 3 and 4) are no part of what Mesos writes.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "wire/octet_reader.h"

namespace signpost::mesos {

struct ProtobufField {
  uint64_t number = 0;
  std::optional<uint64_t> integer;  // of type 0
  std::optional<Bytes> octets;      // of type 2; of the message's memory
};

class ProtobufReader {
 public:
  explicit ProtobufReader(Bytes message) : reader_(message) {}

  // The next field; nullopt at the end, or when what follows is no field.
  std::optional<ProtobufField> Next();

  // No field was broken so far.
  bool ok() const { return ok_ && !reader_.failed(); }

 private:
  uint64_t ReadVarint();

  wire::OctetReader reader_;
  bool ok_ = true;
};

}  // namespace signpost::mesos
