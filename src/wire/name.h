#pragma once

// Domain names in wire form (RFC 1035 §3.1): labels, each with its length before it, then a zero.
//
//   03 'w' 'e' 'b'  08 'm' 'a' 'r' 'a' 't' 'h' 'o' 'n'  05 'm' 'e' 's' 'o' 's'  00
//
// Invariants: (1) 1..255 octets; (2) labels of 1..63 octets; (3) the last octet is the root's zero;
// (4) no compression pointers. Names are compared without regard to the case of ASCII letters
// (RFC 4343); "canonical" means lower case. `Bytes` parameters called `owner` or `wire_name` hold a
// name that keeps these invariants; the functions do not check them again.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::wire {

// A name as a value, 256 octets, no allocation.
class Name {
 public:
  Name() : size_(1) { octets_[0] = 0; }  // the root

  // Reads presentation form (RFC 1035 §5.1): "web.marathon.mesos." with \X and \DDD escapes. The
  // final dot may be left out; "." is the root. The case is kept. Fails on an empty text, an empty
  // label, a label over 63 octets, a name over 255, a bad escape; the message names text and fault
  // and is fit for the log.
  static absl::StatusOr<Name> FromText(std::string_view text);

  // From wire form; nullopt unless `octets` is exactly one name that keeps the invariants.
  static std::optional<Name> FromWire(Bytes octets);

  Bytes wire() const { return {octets_.data(), size_}; }
  size_t size() const { return size_; }
  bool is_root() const { return size_ == 1; }

  // Labels without the root's: 0 for the root.
  size_t label_count() const;

  Name ToCanonical() const;

  std::string ToText() const;  // presentation form with the final dot

  // The same name, without regard to case.
  friend bool operator==(const Name& a, const Name& b);

 private:
  uint8_t size_;
  std::array<uint8_t, kNameSizeMax> octets_;
};

// Puts `label` (raw octets) and the labels of `text`-like parts together without a detour through
// presentation form. A failed append is remembered: Build() returns nullopt.
class NameBuilder {
 public:
  // Appends one label of 1..63 octets, lower-cased.
  NameBuilder& Label(std::string_view label);

  // Appends "a.b.c": several labels, split at every dot. Empty parts are a failure.
  NameBuilder& Labels(std::string_view dotted);

  // Appends all labels of `suffix` with the root: the name is complete. Canonical.
  NameBuilder& Suffix(Bytes suffix);

  // The complete canonical name in wire form, or nullopt when a label or the whole did not fit or
  // Suffix() was not called. Valid until the builder changes.
  std::optional<Bytes> Build() const;

  // Starts anew.
  void Clear();

 private:
  std::array<uint8_t, kNameSizeMax> octets_;
  size_t size_ = 0;
  bool complete_ = false;
  bool failed_ = false;
};

// Presentation form of a name in wire form, with the final dot; \DDD and \X where RFC 1035 §5.1
// asks.
std::string NameToText(Bytes wire_name);

// Writes the canonical form of `wire_name` to `out` (as many octets as wire_name has).
void CopyCanonical(Bytes wire_name, uint8_t* out);

// Size of the name at the start of `octets`, its root's zero included; 0 when they do not begin
// with a name that keeps the invariants.
inline size_t NameSizeAt(Bytes octets) {
  const size_t end = std::min(octets.size(), kNameSizeMax);
  size_t at = 0;
  while (at < end) {
    const size_t label_size = octets[at];
    if (label_size == 0) return at + 1;
    if (label_size > kLabelSizeMax) return 0;
    at += label_size + 1;
  }
  return 0;
}

// Is canonical `owner` equal to or below canonical `apex`? Compares whole labels.
inline bool IsAtOrBelow(Bytes owner, Bytes apex) {
  if (owner.size() < apex.size()) return false;
  const size_t border = owner.size() - apex.size();
  size_t at = 0;
  while (at < border) at += owner[at] + size_t{1};
  return at == border && std::memcmp(owner.data() + border, apex.data(), apex.size()) == 0;
}

// The name without its first label. `wire_name` must not be the root.
inline Bytes ParentOf(Bytes wire_name) { return wire_name.subspan(wire_name[0] + size_t{1}); }

// Order of RFC 4034 §6.1 for canonical names: by label from the right, a parent before its
// children. Returns <0, 0, >0.
int CompareCanonical(Bytes a, Bytes b);

}  // namespace signpost::wire
