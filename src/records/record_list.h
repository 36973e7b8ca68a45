#pragma once

// Records that one source contributes (a task, an agent, a framework), in one block of memory.
//
//   1 octet: owner's size | owner | 2: type | 2: rdata's size | rdata | next record ...
//
// Owners are canonical names in wire form. A finished list never changes; any thread may read it.
// It has no class (always IN) and no TTL (the zone's).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/counters.h"
#include "wire/types.h"

namespace signpost::records {

// One record inside somebody else's memory.
struct RecordView {
  Bytes owner;
  wire::Type type;
  Bytes rdata;
};

class RecordList {
 public:
  class Iterator {
   public:
    explicit Iterator(const uint8_t* at) : at_(at) {}
    RecordView operator*() const;
    Iterator& operator++();
    // Asks the memory for the record.
    void Prefetch() const {
      __builtin_prefetch(at_);
      __builtin_prefetch(at_ + kCacheLine);
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const uint8_t* at_;
  };

  // Appends a record. `owner`: 1..255 octets, a canonical name; `rdata`: at most 65535 octets.
  void Add(Bytes owner, wire::Type type, Bytes rdata);

  Iterator begin() const { return Iterator(bytes_.data()); }
  Iterator end() const { return Iterator(bytes_.data() + bytes_.size()); }
  size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  size_t byte_size() const { return bytes_.size(); }
  void ShrinkToFit() { bytes_.shrink_to_fit(); }

  friend bool operator==(const RecordList&, const RecordList&) = default;

 private:
  std::vector<uint8_t> bytes_;
  size_t count_ = 0;
};

using SharedRecordList = std::shared_ptr<const RecordList>;

}  // namespace signpost::records
