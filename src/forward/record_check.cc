#include "forward/record_check.h"

#include <algorithm>
#include <iterator>

#include "wire/octet_reader.h"
#include "wire/types.h"

namespace signpost::forward {
namespace {

constexpr size_t kFixedSize = 10;     // type, class, TTL and the data's size
constexpr size_t kPointersMax = 127;  // of one name: there are no more labels

// The data of a type: octets, then names, then octets; or anything behind that.
struct DataForm {
  uint16_t type;
  size_t octets_before;
  size_t names;
  size_t octets_behind;
  bool open_end;
};

// Those of RFC 3597 §4 (types whose names may be compressed or are compared without regard to
// case) that are still met with, and the addresses.
constexpr DataForm kDataForms[] = {
    {.type = 1, .octets_before = 4, .names = 0, .octets_behind = 0, .open_end = false},    // A
    {.type = 2, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // NS
    {.type = 3, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // MD
    {.type = 4, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // MF
    {.type = 5, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // CNAME
    {.type = 6, .octets_before = 0, .names = 2, .octets_behind = 20, .open_end = false},   // SOA
    {.type = 7, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // MB
    {.type = 8, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // MG
    {.type = 9, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},    // MR
    {.type = 12, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},   // PTR
    {.type = 14, .octets_before = 0, .names = 2, .octets_behind = 0, .open_end = false},   // MINFO
    {.type = 15, .octets_before = 2, .names = 1, .octets_behind = 0, .open_end = false},   // MX
    {.type = 17, .octets_before = 0, .names = 2, .octets_behind = 0, .open_end = false},   // RP
    {.type = 18, .octets_before = 2, .names = 1, .octets_behind = 0, .open_end = false},   // AFSDB
    {.type = 21, .octets_before = 2, .names = 1, .octets_behind = 0, .open_end = false},   // RT
    {.type = 26, .octets_before = 2, .names = 2, .octets_behind = 0, .open_end = false},   // PX
    {.type = 28, .octets_before = 16, .names = 0, .octets_behind = 0, .open_end = false},  // AAAA
    {.type = 33, .octets_before = 6, .names = 1, .octets_behind = 0, .open_end = false},   // SRV
    {.type = 36, .octets_before = 2, .names = 1, .octets_behind = 0, .open_end = false},   // KX
    {.type = 39, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = false},   // DNAME
    {.type = 46, .octets_before = 18, .names = 1, .octets_behind = 0, .open_end = true},   // RRSIG
    {.type = 47, .octets_before = 0, .names = 1, .octets_behind = 0, .open_end = true},    // NSEC
};

// Does [start, end) of `message` hold data of this form?
bool HasForm(const DataForm& form, Bytes message, size_t start, size_t end) {
  const Bytes up_to_end = message.first(end);
  size_t at = start + form.octets_before;
  for (size_t i = 0; i < form.names; ++i) {
    at = EndOfName(up_to_end, at);
    if (at == 0) return false;
  }
  at += form.octets_behind;
  return form.open_end ? at <= end : at == end;
}

bool DataIsWellFormed(uint16_t type, Bytes message, size_t start, size_t end) {
  const auto form = std::ranges::lower_bound(kDataForms, type, {}, &DataForm::type);
  if (form == std::end(kDataForms) || form->type != type) return true;
  return HasForm(*form, message, start, end);
}

bool OptionsAreWellFormed(Bytes options) {
  wire::OctetReader reader(options);
  while (!reader.failed() && reader.remaining() > 0) {
    reader.ReadU16();
    reader.Read(reader.ReadU16());
  }
  return !reader.failed();
}

}  // namespace

size_t EndOfName(Bytes message, size_t offset) {
  size_t end = 0;  // behind the name where it stands; 0 before the first pointer
  size_t name_size = 1;
  size_t pointers = 0;
  size_t start = offset;  // of the labels that are being read: pointers must point before them
  size_t bound = message.size();  // what is pointed to must end before what points to it starts
  size_t at = offset;
  while (at < bound) {
    const uint8_t length = message[at];
    if (length == 0) return end == 0 ? at + 1 : end;
    if (length >= 0xc0) {
      if (at + 2 > bound || ++pointers > kPointersMax) return 0;
      const size_t target = LoadU16(&message[at]) & 0x3fff;
      if (target < wire::kHeaderSize || target >= start) return 0;
      if (end == 0) end = at + 2;
      bound = start;
      start = at = target;
      continue;
    }
    if (length > wire::kLabelSizeMax) return 0;
    name_size += length + size_t{1};
    if (name_size > wire::kNameSizeMax) return 0;
    at += length + size_t{1};
  }
  return 0;
}

bool RecordWalk::Skip(size_t count, bool opt_allowed) {
  for (size_t i = 0; i < count; ++i) {
    if (!SkipRecord(opt_allowed)) return false;
  }
  return true;
}

bool RecordWalk::SkipRecord(bool opt_allowed) {
  const size_t owner = offset_;
  const size_t fixed = EndOfName(message_, owner);
  if (fixed == 0 || fixed + kFixedSize > message_.size()) return false;
  const uint16_t type = LoadU16(&message_[fixed]);
  const uint16_t rclass = LoadU16(&message_[fixed + 2]);
  const size_t data = fixed + kFixedSize;
  const size_t end = data + LoadU16(&message_[fixed + 8]);
  if (end > message_.size()) return false;
  offset_ = end;
  if (type == static_cast<uint16_t>(wire::Type::kOpt)) {
    if (!opt_allowed || has_opt_ || message_[owner] != 0) return false;
    has_opt_ = true;
    return OptionsAreWellFormed(message_.subspan(data, end - data));
  }
  if (rclass != static_cast<uint16_t>(wire::Class::kIn)) return true;
  return DataIsWellFormed(type, message_, data, end);
}

}  // namespace signpost::forward
