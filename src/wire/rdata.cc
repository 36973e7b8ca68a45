#include "wire/rdata.h"

#include "base/check.h"
#include "wire/escape.h"
#include "wire/octet_reader.h"

namespace signpost::wire {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

void AppendName(const Name& name, std::vector<uint8_t>* out) {
  const Name canonical = name.ToCanonical();
  out->insert(out->end(), canonical.wire().begin(), canonical.wire().end());
}

void AppendU32(uint32_t value, std::vector<uint8_t>* out) {
  uint8_t octets[4];
  StoreU32(octets, value);
  out->insert(out->end(), octets, octets + sizeof(octets));
}

void AppendNumber(uint32_t value, std::string* text) {
  text->append(std::to_string(value)).push_back(' ');
}

// The functions below write a field that `reader` is at; the reader remembers what was missing.

void NameText(OctetReader* reader, std::string* text) {
  const Bytes name = reader->ReadName();
  if (!name.empty()) text->append(NameToText(name));
}

void AddressText(OctetReader* reader, size_t size, std::string* text) {
  const Bytes octets = reader->Read(size);
  if (!octets.empty()) text->append(IpAddress::FromBytes(octets)->ToString());
}

void SrvText(OctetReader* reader, std::string* text) {
  for (int field = 0; field < 3; ++field) AppendNumber(reader->ReadU16(), text);
  NameText(reader, text);
}

void SoaText(OctetReader* reader, std::string* text) {
  NameText(reader, text);
  text->push_back(' ');
  NameText(reader, text);
  for (int field = 0; field < 5; ++field) {
    text->append(" ").append(std::to_string(reader->ReadU32()));
  }
}

void AppendQuoted(Bytes octets, std::string* text) {
  text->push_back('"');
  for (const uint8_t octet : octets) AppendEscaped(octet, ' ', "\"\\", text);
  text->push_back('"');
}

// One or more strings, each with its length before it.
void TxtText(OctetReader* reader, std::string* text) {
  do {
    if (!text->empty()) text->push_back(' ');
    const Bytes size = reader->Read(1);
    if (!size.empty()) AppendQuoted(reader->Read(size[0]), text);
  } while (reader->remaining() > 0);
}

// RFC 3597 §5: \# size hex.
std::string UnknownText(Bytes rdata) {
  std::string text = "\\# " + std::to_string(rdata.size());
  if (!rdata.empty()) text.push_back(' ');
  for (const uint8_t octet : rdata) {
    text.push_back(kHexDigits[octet >> 4]);
    text.push_back(kHexDigits[octet & 0xf]);
  }
  return text;
}

// False for a type that has no text of its own.
bool KnownText(Type type, OctetReader* reader, std::string* text) {
  switch (type) {
    case Type::kA:
      AddressText(reader, 4, text);
      return true;
    case Type::kAaaa:
      AddressText(reader, 16, text);
      return true;
    case Type::kNs:
    case Type::kCname:
    case Type::kPtr:
      NameText(reader, text);
      return true;
    case Type::kSrv:
      SrvText(reader, text);
      return true;
    case Type::kSoa:
      SoaText(reader, text);
      return true;
    case Type::kTxt:
      TxtText(reader, text);
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<uint8_t> SoaRdata(const Soa& soa) {
  std::vector<uint8_t> rdata;
  AppendName(soa.mname, &rdata);
  AppendName(soa.rname, &rdata);
  for (const uint32_t value : {soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum}) {
    AppendU32(value, &rdata);
  }
  return rdata;
}

Type AddressType(const IpAddress& address) { return address.is_v4() ? Type::kA : Type::kAaaa; }

Bytes SrvTarget(Bytes rdata) {
  SIGNPOST_CHECK(rdata.size() > kSrvFixedSize);
  return rdata.subspan(kSrvFixedSize);
}

uint16_t SrvPort(Bytes rdata) {
  SIGNPOST_CHECK(rdata.size() > kSrvFixedSize);
  return LoadU16(rdata.data() + 4);
}

std::string RdataToText(Type type, Bytes rdata) {
  std::string text;
  OctetReader reader(rdata);
  const bool known = KnownText(type, &reader, &text);
  if (!known || reader.failed() || reader.remaining() > 0) return UnknownText(rdata);
  return text;
}

std::string RecordToText(Bytes owner, uint32_t ttl, Type type, Bytes rdata) {
  return NameToText(owner) + ' ' + std::to_string(ttl) + " IN " + TypeName(type) + ' ' +
         RdataToText(type, rdata);
}

}  // namespace signpost::wire
