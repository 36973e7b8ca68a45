#include "transfer/tsig.h"

#include <algorithm>
#include <array>

#include "transfer/limits.h"
#include "wire/octet_reader.h"
#include "wire/types.h"

namespace signpost::transfer {
namespace {

constexpr size_t kAdditionalCountAt = 10;
constexpr size_t kMacSizeMin = 10;  // RFC 8945 §5.2.2.1

void AppendU16(uint16_t value, std::vector<uint8_t>* out) {
  const size_t at = out->size();
  out->resize(at + 2);
  StoreU16(out->data() + at, value);
}

void AppendU32(uint32_t value, std::vector<uint8_t>* out) {
  AppendU16(static_cast<uint16_t>(value >> 16), out);
  AppendU16(static_cast<uint16_t>(value), out);
}

void AppendTime(uint64_t time_s, std::vector<uint8_t>* out) {
  AppendU16(static_cast<uint16_t>(time_s >> 32), out);
  AppendU32(static_cast<uint32_t>(time_s), out);
}

void AppendBytes(Bytes bytes, std::vector<uint8_t>* out) {
  out->insert(out->end(), bytes.begin(), bytes.end());
}

uint64_t ReadTime(wire::OctetReader* reader) {
  const uint64_t upper = reader->ReadU16();
  return upper << 32 | reader->ReadU32();
}

void SkipRecord(wire::OctetReader* reader) {
  reader->SkipName();
  reader->Read(8);  // type, class, TTL
  reader->Read(reader->ReadU16());
}

// All records but the last one of the additional section. False when there is none.
bool SkipToLastRecord(wire::OctetReader* reader) {
  reader->Read(4);  // id, flags
  const size_t question_count = reader->ReadU16();
  size_t record_count = reader->ReadU16();
  record_count += reader->ReadU16();
  const size_t additional_count = reader->ReadU16();
  record_count += additional_count;
  if (additional_count == 0) return false;
  for (size_t left = question_count; left > 0 && !reader->failed(); --left) {
    reader->SkipName();
    reader->Read(4);
  }
  for (size_t left = record_count; left > 1 && !reader->failed(); --left) SkipRecord(reader);
  return !reader->failed();
}

bool ReadNameInto(wire::OctetReader* reader, wire::Name* name) {
  const auto read = wire::Name::FromWire(reader->ReadName());
  if (read) *name = read->ToCanonical();
  return read.has_value();
}

// True when the record's data is whole and nothing follows.
bool ReadData(wire::OctetReader* reader, Tsig* tsig) {
  if (!ReadNameInto(reader, &tsig->algorithm)) return false;
  tsig->time_s = ReadTime(reader);
  tsig->fudge_s = reader->ReadU16();
  tsig->mac = reader->Read(reader->ReadU16());
  tsig->original_id = reader->ReadU16();
  tsig->error = static_cast<TsigError>(reader->ReadU16());
  tsig->other = reader->Read(reader->ReadU16());
  return !reader->failed() && reader->remaining() == 0;
}

// RFC 8945 §4.3.3.
std::vector<uint8_t> Variables(const Tsig& tsig) {
  std::vector<uint8_t> octets;
  AppendBytes(tsig.key_name.wire(), &octets);
  AppendU16(static_cast<uint16_t>(wire::Class::kAny), &octets);
  AppendU32(0, &octets);  // TTL
  AppendBytes(tsig.algorithm.wire(), &octets);
  AppendTime(tsig.time_s, &octets);
  AppendU16(tsig.fudge_s, &octets);
  AppendU16(static_cast<uint16_t>(tsig.error), &octets);
  AppendU16(static_cast<uint16_t>(tsig.other.size()), &octets);
  AppendBytes(tsig.other, &octets);
  return octets;
}

// Of a reply's second and later messages (RFC 8945 §5.3.1).
std::vector<uint8_t> Timers(const Tsig& tsig) {
  std::vector<uint8_t> octets;
  AppendTime(tsig.time_s, &octets);
  AppendU16(tsig.fudge_s, &octets);
  return octets;
}

std::vector<uint8_t> WithSize(Bytes mac) {
  std::vector<uint8_t> octets;
  if (mac.empty()) return octets;
  AppendU16(static_cast<uint16_t>(mac.size()), &octets);
  AppendBytes(mac, &octets);
  return octets;
}

void Append(const Tsig& tsig, std::vector<uint8_t>* message) {
  AppendBytes(tsig.key_name.wire(), message);
  AppendU16(static_cast<uint16_t>(wire::Type::kTsig), message);
  AppendU16(static_cast<uint16_t>(wire::Class::kAny), message);
  AppendU32(0, message);  // TTL
  const size_t size = tsig.algorithm.size() + 16 + tsig.mac.size() + tsig.other.size();
  AppendU16(static_cast<uint16_t>(size), message);
  AppendBytes(tsig.algorithm.wire(), message);
  AppendTime(tsig.time_s, message);
  AppendU16(tsig.fudge_s, message);
  AppendU16(static_cast<uint16_t>(tsig.mac.size()), message);
  AppendBytes(tsig.mac, message);
  AppendU16(tsig.original_id, message);
  AppendU16(static_cast<uint16_t>(tsig.error), message);
  AppendU16(static_cast<uint16_t>(tsig.other.size()), message);
  AppendBytes(tsig.other, message);
  uint8_t* const count = message->data() + kAdditionalCountAt;
  StoreU16(count, static_cast<uint16_t>(LoadU16(count) + 1));
}

bool IsInTime(const Tsig& tsig, uint64_t now_s) {
  return now_s <= tsig.time_s + tsig.fudge_s && tsig.time_s <= now_s + tsig.fudge_s;
}

}  // namespace

TsigLook FindTsig(Bytes message, Tsig* tsig) {
  wire::OctetReader reader(message);
  if (!SkipToLastRecord(&reader)) return TsigLook::kNone;
  tsig->at = reader.offset();
  wire::OctetReader look = reader;
  look.SkipName();
  if (look.ReadU16() != static_cast<uint16_t>(wire::Type::kTsig)) return TsigLook::kNone;
  if (!ReadNameInto(&reader, &tsig->key_name)) return TsigLook::kMalformed;
  reader.Read(2);  // the type
  const uint16_t rclass = reader.ReadU16();
  const uint32_t ttl = reader.ReadU32();
  const size_t size = reader.ReadU16();
  const bool fits = rclass == static_cast<uint16_t>(wire::Class::kAny) && ttl == 0 &&
                    size == reader.remaining() && !reader.failed();
  return fits && ReadData(&reader, tsig) ? TsigLook::kFound : TsigLook::kMalformed;
}

std::vector<uint8_t> WithoutTsig(Bytes message, const Tsig& tsig) {
  std::vector<uint8_t> octets(message.begin(), message.begin() + static_cast<ptrdiff_t>(tsig.at));
  uint8_t* const count = octets.data() + kAdditionalCountAt;
  StoreU16(count, static_cast<uint16_t>(LoadU16(count) - 1));
  return octets;
}

TsigError VerifyTsig(Bytes message, const Tsig& tsig, const TsigKeys& keys, uint64_t now_s,
                     Bytes request_mac, const TsigKey** key) {
  *key = keys.Find(tsig.key_name);
  if (*key == nullptr || !(NameOf((*key)->algorithm) == tsig.algorithm)) return TsigError::kBadKey;
  std::vector<uint8_t> unsigned_message = WithoutTsig(message, tsig);
  StoreU16(unsigned_message.data(), tsig.original_id);
  const std::vector<uint8_t> request = WithSize(request_mac);
  const std::vector<uint8_t> variables = Variables(tsig);
  const std::array<Bytes, 3> parts = {request, unsigned_message, variables};
  const Mac mac = Sign(**key, parts);
  // A part of the MAC would do where it is long enough, and nobody needs that.
  const bool is_cut = tsig.mac.size() < mac.size;
  if (tsig.mac.size() > mac.size || tsig.mac.size() < std::max(kMacSizeMin, mac.size / 2) ||
      !IsSameMac(tsig.mac, mac.bytes().first(tsig.mac.size()))) {
    return TsigError::kBadSig;
  }
  if (!IsInTime(tsig, now_s)) return TsigError::kBadTime;
  return is_cut ? TsigError::kBadTrunc : TsigError::kNone;
}

void AddUnsignedTsig(const Tsig& request, TsigError error, std::vector<uint8_t>* message) {
  Tsig tsig = request;
  tsig.mac = {};
  tsig.other = {};
  tsig.error = error;
  tsig.original_id = LoadU16(message->data());
  Append(tsig, message);
}

TsigSigner::TsigSigner(const TsigKey* key, Bytes request_mac)
    : key_(*key), mac_(request_mac.begin(), request_mac.end()) {}

void TsigSigner::Sign(uint64_t now_s, std::vector<uint8_t>* message) {
  Tsig tsig;
  tsig.time_s = now_s;
  tsig.fudge_s = kTsigFudge_s;
  SignAs(tsig, message);
}

void TsigSigner::SignRefusal(const Tsig& request, TsigError error, uint64_t now_s,
                             std::vector<uint8_t>* message) {
  std::vector<uint8_t> our_time;
  AppendTime(now_s, &our_time);
  Tsig tsig;
  tsig.time_s = request.time_s;  // so that the client takes it
  tsig.fudge_s = request.fudge_s;
  tsig.error = error;
  if (error == TsigError::kBadTime) tsig.other = our_time;
  SignAs(tsig, message);
}

void TsigSigner::SignAs(Tsig tsig, std::vector<uint8_t>* message) {
  tsig.key_name = key_.name;
  tsig.algorithm = NameOf(key_.algorithm);
  tsig.original_id = LoadU16(message->data());
  const std::vector<uint8_t> before = WithSize(mac_);
  const std::vector<uint8_t> after = is_first_ ? Variables(tsig) : Timers(tsig);
  const std::array<Bytes, 3> parts = {before, *message, after};
  const Mac mac = transfer::Sign(key_, parts);
  mac_.assign(mac.bytes().begin(), mac.bytes().end());
  tsig.mac = mac_;
  is_first_ = false;
  Append(tsig, message);
}

}  // namespace signpost::transfer
