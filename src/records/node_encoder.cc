#include "records/node_encoder.h"

#include <algorithm>
#include <cstring>

#include "absl/container/flat_hash_set.h"
#include "base/absl_text.h"
#include "base/check.h"
#include "records/additional.h"
#include "records/node_format.h"
#include "wire/rdata.h"
#include "wire/response_writer.h"

namespace signpost::records {
namespace {

class NodeWriter {
 public:
  NodeWriter(uint32_t ttl, const AddressLookup& lookup, std::vector<uint8_t>* out)
      : ttl_(ttl), lookup_(lookup), out_(out), start_(out->size()) {}

  void WriteHead(Bytes owner, uint64_t hash, std::span<const NodeRecord> records) {
    const size_t rrset_count = CountTypes(records);
    const NodeHeader header{.hash = hash,
                            .size = 0,
                            .rrset_count = static_cast<uint16_t>(rrset_count),
                            .owner_size = static_cast<uint8_t>(owner.size()),
                            .unused = 0};
    Append(&header, sizeof(header));
    Append(owner.data(), owner.size());
    Pad(4);
    headers_at_ = out_->size();
    out_->resize(out_->size() + rrset_count * sizeof(RrsetHeader));
  }

  // RRset number `index`, whose records all have one type.
  void WriteRrset(size_t index, std::span<const NodeRecord> records) {
    RrsetHeader header{};
    header.type = static_cast<uint16_t>(records[0].type);
    header.record_count = static_cast<uint32_t>(records.size());
    header.record_size = CommonSize(records);
    header.records_at = Here();
    for (const NodeRecord& record : records) {
      WriteRecord(wire::kPointerToQuestion, record.type, record.rdata);
    }
    header.records_size = Here() - header.records_at;
    Pad(4);
    if (header.record_size == 0) header.offsets_at = WriteOffsets(records);
    header.additional_at = Here();
    header.additional_count = WriteAdditional(records, header.additional_at);
    header.additional_size = Here() - header.additional_at;
    Pad(4);
    std::memcpy(out_->data() + headers_at_ + index * sizeof(header), &header, sizeof(header));
  }

  void Finish() {
    Pad(8);
    const auto size = Here();
    std::memcpy(out_->data() + start_ + offsetof(NodeHeader, size), &size, sizeof(size));
  }

 private:
  static size_t CountTypes(std::span<const NodeRecord> records) {
    size_t count = 0;
    for (size_t i = 0; i < records.size(); ++i) {
      if (i == 0 || records[i].type != records[i - 1].type) ++count;
    }
    return count;
  }

  static uint16_t CommonSize(std::span<const NodeRecord> records) {
    const size_t first = records[0].rdata.size();
    const bool same = std::all_of(records.begin(), records.end(), [&](const NodeRecord& record) {
      return record.rdata.size() == first;
    });
    return same && first + kRecordFixedSize <= 0xffff
               ? static_cast<uint16_t>(first + kRecordFixedSize)
               : uint16_t{0};
  }

  uint32_t Here() const { return static_cast<uint32_t>(out_->size() - start_); }

  void Append(const void* data, size_t size) {
    const auto* octets = static_cast<const uint8_t*>(data);
    out_->insert(out_->end(), octets, octets + size);
  }

  void Pad(size_t multiple) { out_->resize(start_ + RoundedUp(Here(), multiple)); }

  void WriteRecord(uint16_t owner, wire::Type type, Bytes rdata) {
    uint8_t fixed[kRecordFixedSize];
    StoreU16(fixed, owner);
    StoreU16(fixed + 2, static_cast<uint16_t>(type));
    StoreU16(fixed + 4, static_cast<uint16_t>(wire::Class::kIn));
    StoreU32(fixed + 6, ttl_);
    StoreU16(fixed + 10, static_cast<uint16_t>(rdata.size()));
    Append(fixed, sizeof(fixed));
    Append(rdata.data(), rdata.size());
  }

  uint32_t WriteOffsets(std::span<const NodeRecord> records) {
    const uint32_t offsets_at = Here();
    uint32_t offset = 0;
    for (const NodeRecord& record : records) {
      Append(&offset, sizeof(offset));
      offset += static_cast<uint32_t>(kRecordFixedSize + record.rdata.size());
    }
    return offsets_at;
  }

  // Returns the number of entries.
  uint32_t WriteAdditional(std::span<const NodeRecord> records, uint32_t additional_at) {
    uint32_t count = 0;
    absl::flat_hash_set<absl::string_view> seen;
    std::vector<NodeRecord> addresses;
    for (uint32_t index = 0; index < records.size(); ++index) {
      const Bytes target = TargetOf(records[index]);
      if (target.empty()) break;
      if (records.size() > 1 && !seen.insert(ToAbsl(AsText(target))).second) continue;
      addresses.clear();
      lookup_.AppendAddresses(target, &addresses);
      for (const NodeRecord& address : addresses) {
        if (Here() - additional_at > kMaxAdditionalSize) return count;
        Append(&index, sizeof(index));
        WriteRecord(0, address.type, address.rdata);
        ++count;
      }
    }
    return count;
  }

  const uint32_t ttl_;
  const AddressLookup& lookup_;
  std::vector<uint8_t>* const out_;
  const size_t start_;
  size_t headers_at_ = 0;
};

}  // namespace

bool operator<(const NodeRecord& a, const NodeRecord& b) {
  if (a.type != b.type) return a.type < b.type;
  return std::lexicographical_compare(a.rdata.begin(), a.rdata.end(), b.rdata.begin(),
                                      b.rdata.end());
}

bool operator==(const NodeRecord& a, const NodeRecord& b) {
  return a.type == b.type && SameBytes(a.rdata, b.rdata);
}

Bytes TargetOf(const NodeRecord& record) {
  if (record.type == wire::Type::kSrv) return wire::SrvTarget(record.rdata);
  if (record.type == wire::Type::kNs) return record.rdata;
  return {};
}

void EncodeNode(Bytes owner, uint64_t hash, std::span<const NodeRecord> records, uint32_t ttl,
                const AddressLookup& lookup, std::vector<uint8_t>* out) {
  SIGNPOST_CHECK(out->size() % 8 == 0);
  NodeWriter writer(ttl, lookup, out);
  writer.WriteHead(owner, hash, records);
  size_t index = 0;
  for (size_t begin = 0; begin < records.size();) {
    size_t end = begin + 1;
    while (end < records.size() && records[end].type == records[begin].type) ++end;
    writer.WriteRrset(index++, records.subspan(begin, end - begin));
    begin = end;
  }
  writer.Finish();
}

}  // namespace signpost::records
