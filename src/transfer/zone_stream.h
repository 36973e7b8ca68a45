#pragma once

// A zone on its way to a secondary: one snapshot, message by message (AXFR: RFC 5936, IXFR: RFC
// 1995).
//
//   AXFR                 SOA | all records | SOA
//   IXFR, nothing new    SOA
//   IXFR, for each step  SOA | SOA before, what it removed, SOA after, what it added | ... | SOA
//   IXFR, too old        as AXFR
//
// Each message has the question, so that the apex is a pointer to it; a record's owner is the
// pointer to the one before it when that has the same, else its labels and the apex. Belongs to one
// thread; holds the snapshot as long as it lives.

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "records/snapshot.h"
#include "records/table_walk.h"
#include "transfer/tsig.h"
#include "wire/query_reader.h"

namespace signpost::transfer {

// The serial that the client of an IXFR has (RFC 1995 §3); nullopt when `message`, of which
// ParseQuery() made `query`, does not say.
std::optional<uint32_t> SerialOf(Bytes message, const wire::Query& query);

class ZoneStream {
 public:
  enum class Kind { kFull, kIncremental, kNothingNew };

  struct Question {
    uint16_t id = 0;
    uint16_t flags = 0;           // of the query
    std::vector<uint8_t> octets;  // as asked: the apex's name, type, class
    bool has_opt = false;         // the first message gets an OPT, too (RFC 5936 §2.2.5)
  };

  // `snapshot` has a table. `serial`: what the client has; nullopt: nothing, or it wants all.
  // `signer`: of the messages; none: they are not signed.
  ZoneStream(std::shared_ptr<const records::Snapshot> snapshot, Question question,
             std::optional<uint32_t> serial, std::optional<TsigSigner> signer);

  // The next message, in place of what is there. After the last one: false, and none.
  bool Next(std::vector<uint8_t>* message);

  // Was the last message that Next() gave the last one?
  bool IsAtEnd() const { return part_ == parts_.size(); }

  Kind kind() const { return kind_; }

 private:
  struct SoaOf {
    uint32_t serial;
  };
  struct Records {
    const records::RecordList* list;
    records::RecordList::Iterator at;
  };
  // Of the table; from the record on that did not fit into the last message.
  struct Table {
    records::TableWalk walk;
    records::NodeView node = {};
    size_t rrset = 0;
    size_t record = 0;
  };
  using Part = std::variant<SoaOf, Records, Table>;

  void AddAll();
  void AddSteps(uint64_t first);
  void Begin(std::vector<uint8_t>* message);
  void Finish(std::vector<uint8_t>* message);

  // As much of the part as the message takes; true when that was all.
  bool Write(const SoaOf& soa, std::vector<uint8_t>* message);
  bool Write(Records& records, std::vector<uint8_t>* message);
  bool Write(Table& table, std::vector<uint8_t>* message);
  bool WriteNode(Table& table, std::vector<uint8_t>* message);

  // Writes a record, of which `rest` is what follows the owner; false when the message is full.
  bool WriteRecord(Bytes owner, Bytes rest, std::vector<uint8_t>* message);
  void WriteOwner(Bytes owner, std::vector<uint8_t>* message);

  const std::shared_ptr<const records::Snapshot> snapshot_;
  const Question question_;
  std::optional<TsigSigner> signer_;
  Kind kind_ = Kind::kFull;
  std::vector<Part> parts_;
  size_t part_ = 0;          // the one to go on with
  bool is_first_ = true;     // message
  size_t record_count_ = 0;  // in the message
  Bytes last_owner_;         // in the message; empty: none yet
  size_t last_owner_at_ = 0;
  std::vector<uint8_t> record_;  // in hand
};

}  // namespace signpost::transfer
