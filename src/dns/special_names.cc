#include "dns/special_names.h"

#include <array>
#include <cstdint>

#include "wire/name.h"

namespace signpost::dns {
namespace {

constexpr std::array<uint8_t, 11> kLocalhost = {9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't', 0};
constexpr std::array<uint8_t, 9> kInvalid = {7, 'i', 'n', 'v', 'a', 'l', 'i', 'd', 0};

// Owner (the question's name), type, class IN, a TTL of three hours, the data's size, the data.
constexpr std::array<uint8_t, 16> kA = {0xc0, 0x0c, 0, 1, 0,   1, 0, 0,
                                        0x2a, 0x30, 0, 4, 127, 0, 0, 1};
constexpr std::array<uint8_t, 28> kAaaa = {0xc0, 0x0c, 0, 28, 0, 1, 0, 0, 0x2a, 0x30, 0, 16, 0, 0,
                                           0,    0,    0, 0,  0, 0, 0, 0, 0,    0,    0, 0,  0, 1};

}  // namespace

SpecialName SpecialNameOf(Bytes canonical_name) {
  if (wire::IsAtOrBelow(canonical_name, kLocalhost)) return SpecialName::kLocalhost;
  if (wire::IsAtOrBelow(canonical_name, kInvalid)) return SpecialName::kInvalid;
  return SpecialName::kNone;
}

wire::Rcode AnswerSpecialName(SpecialName name, wire::Type type, wire::ResponseWriter* writer) {
  if (name == SpecialName::kInvalid) return wire::Rcode::kNxDomain;
  const bool is_any = type == wire::Type::kAny;
  if (is_any || type == wire::Type::kA) writer->Answer(kA, 1);
  if (is_any || type == wire::Type::kAaaa) writer->Answer(kAaaa, 1);
  return wire::Rcode::kNoError;
}

}  // namespace signpost::dns
