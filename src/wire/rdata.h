#pragma once

// Record data in wire form: made from values, and written out as zone-file text (RFC 1035 §5.1).
// Names inside are written whole, never compressed (RFC 3597 §4 for SRV), in canonical form.

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "wire/name.h"
#include "wire/types.h"

namespace signpost::wire {

// RFC 2782: priority, weight, port, target.
inline constexpr size_t kSrvFixedSize = 6;

struct Soa {
  Name mname;
  Name rname;
  uint32_t serial = 0;
  uint32_t refresh = 0;
  uint32_t retry = 0;
  uint32_t expire = 0;
  uint32_t minimum = 0;

  friend bool operator==(const Soa&, const Soa&) = default;
};

std::vector<uint8_t> SoaRdata(const Soa& soa);

// Type of the record that holds `address`: A or AAAA. Its rdata is address.bytes().
Type AddressType(const IpAddress& address);

// Target of an SRV record; `rdata` must be well-formed.
Bytes SrvTarget(Bytes rdata);
uint16_t SrvPort(Bytes rdata);

// Text of rdata of A, AAAA, SRV, NS, CNAME, PTR, SOA, TXT; RFC 3597 §5 for others and for what is
// malformed.
std::string RdataToText(Type type, Bytes rdata);

// "owner TTL IN TYPE rdata", one line of a zone file without the line end.
std::string RecordToText(Bytes owner, uint32_t ttl, Type type, Bytes rdata);

}  // namespace signpost::wire
