#include "records/node_encoder.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "records/additional.h"
#include "records/node_format.h"
#include "wire/response_writer.h"

namespace signpost::records {
namespace {

constexpr size_t kLookahead = 16;      // records ahead that memory is asked for
constexpr size_t kPaddingSizeMax = 4;  // before each part of an RRset's data, and more at the end
constexpr size_t kAdditionalSizeMax = kAdditionalIndexSize + kRecordFixedSize + 16;

// Writes into room that is made once: it is filled with zeros, so that padding needs no writing.
class NodeWriter {
 public:
  NodeWriter(const Edit& edit, const ZoneEdits& edits, uint32_t ttl,
             const TargetAddresses& addresses, std::vector<uint8_t>* out)
      : edit_(edit),
        edits_(edits),
        records_(edits.RecordsOf(edit)),
        ttl_(ttl),
        addresses_(addresses),
        out_(out),
        start_(out->size()) {
    out_->resize(start_ + SizeMax());
    node_ = out_->data() + start_;
  }

  void Write() {
    WriteHead();
    size_t index = 0;
    for (size_t begin = 0; begin < records_.size();) {
      size_t end = begin + 1;
      while (end < records_.size() && records_[end].type == records_[begin].type) ++end;
      WriteRrset(index++, begin, end);
      begin = end;
    }
    Pad(8);
    reinterpret_cast<NodeHeader*>(node_)->size = size_;
    out_->resize(start_ + size_);
  }

 private:
  size_t CountTypes() const {
    size_t count = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      if (i == 0 || records_[i].type != records_[i - 1].type) ++count;
    }
    return count;
  }

  size_t SizeMax() const {
    size_t size = sizeof(NodeHeader) + edit_.owner.size() + 2 * kPaddingSizeMax;
    size += CountTypes() * (sizeof(RrsetHeader) + 3 * kPaddingSizeMax);
    size_t additional_size = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      size += sizeof(uint32_t) + kRecordFixedSize + records_[i].rdata.size();
      additional_size += AddressesOf(i).size() * kAdditionalSizeMax;
    }
    return size + additional_size;
  }

  void WriteHead() {
    rrset_headers_at_ = sizeof(NodeHeader) + RoundedUp(edit_.owner.size(), 4);
    const size_t rrset_count = CountTypes();
    const NodeHeader header{.hash = edit_.hash,
                            .size = 0,
                            .rrset_count = static_cast<uint16_t>(rrset_count),
                            .owner_size = static_cast<uint8_t>(edit_.owner.size()),
                            .unused = 0};
    Append(&header, sizeof(header));
    Append(edit_.owner.data(), edit_.owner.size());
    size_ = static_cast<uint32_t>(rrset_headers_at_ + rrset_count * sizeof(RrsetHeader));
  }

  // RRset number `index`: the records from number `begin` to `end`, which all have one type.
  void WriteRrset(size_t index, size_t begin, size_t end) {
    RrsetHeader header{};
    header.type = static_cast<uint16_t>(records_[begin].type);
    header.record_count = static_cast<uint32_t>(end - begin);
    header.record_size = CommonSize(begin, end);
    header.records_at = size_;
    for (size_t i = begin; i < end; ++i) {
      edits_.PrefetchRecord(edit_.records_begin + i + kLookahead);
      addresses_.Prefetch(edit_.records_begin + i + kLookahead);
      WriteRecord(wire::kPointerToQuestion, records_[i].type, records_[i].rdata);
    }
    header.records_size = size_ - header.records_at;
    Pad(4);
    if (header.record_size == 0) header.offsets_at = WriteOffsets(begin, end);
    header.additional_at = size_;
    header.additional_count = WriteAdditional(begin, end);
    header.additional_size = size_ - header.additional_at;
    Pad(4);
    std::memcpy(node_ + rrset_headers_at_ + index * sizeof(header), &header, sizeof(header));
  }

  uint16_t CommonSize(size_t begin, size_t end) const {
    const size_t first = records_[begin].rdata.size();
    for (size_t i = begin; i < end; ++i) {
      if (records_[i].rdata.size() != first) return 0;
    }
    return first + kRecordFixedSize <= 0xffff ? static_cast<uint16_t>(first + kRecordFixedSize)
                                              : uint16_t{0};
  }

  std::span<const TargetAddress> AddressesOf(size_t index) const {
    return addresses_.Of(edit_.records_begin + index);
  }

  void Append(const void* data, size_t size) {
    std::memcpy(node_ + size_, data, size);
    size_ += static_cast<uint32_t>(size);
  }

  void Pad(size_t multiple) { size_ = static_cast<uint32_t>(RoundedUp(size_, multiple)); }

  void WriteRecord(uint16_t owner, wire::Type type, Bytes rdata) {
    uint8_t* const fixed = node_ + size_;
    StoreU16(fixed, owner);
    StoreU16(fixed + 2, static_cast<uint16_t>(type));
    StoreU16(fixed + 4, static_cast<uint16_t>(wire::Class::kIn));
    StoreU32(fixed + 6, ttl_);
    StoreU16(fixed + 10, static_cast<uint16_t>(rdata.size()));
    size_ += kRecordFixedSize;
    Append(rdata.data(), rdata.size());
  }

  uint32_t WriteOffsets(size_t begin, size_t end) {
    const uint32_t offsets_at = size_;
    uint32_t offset = 0;
    for (size_t i = begin; i < end; ++i) {
      Append(&offset, sizeof(offset));
      offset += static_cast<uint32_t>(kRecordFixedSize + records_[i].rdata.size());
    }
    return offsets_at;
  }

  // Returns the number of entries.
  uint32_t WriteAdditional(size_t begin, size_t end) {
    const uint32_t additional_at = size_;
    uint32_t count = 0;
    for (size_t i = begin; i < end; ++i) {
      const auto index = static_cast<uint32_t>(i - begin);
      for (const TargetAddress& address : AddressesOf(i)) {
        if (size_ - additional_at > kMaxAdditionalSize) return count;
        Append(&index, sizeof(index));
        WriteRecord(0, address.type(), address.rdata());
        ++count;
      }
    }
    return count;
  }

  const Edit& edit_;
  const ZoneEdits& edits_;
  const std::span<const NodeRecord> records_;
  const uint32_t ttl_;
  const TargetAddresses& addresses_;
  std::vector<uint8_t>* const out_;
  const size_t start_;
  uint8_t* node_ = nullptr;
  uint32_t size_ = 0;  // of what is written
  size_t rrset_headers_at_ = 0;
};

}  // namespace

void EncodeNode(const Edit& edit, const ZoneEdits& edits, uint32_t ttl,
                const TargetAddresses& addresses, std::vector<uint8_t>* out) {
  SIGNPOST_CHECK(out->size() % 8 == 0);
  NodeWriter(edit, edits, ttl, addresses, out).Write();
}

}  // namespace signpost::records
