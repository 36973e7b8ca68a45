#include "transfer/zone_stream.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "transfer/limits.h"
#include "wire/octet_reader.h"
#include "wire/response_writer.h"

namespace signpost::transfer {
namespace {

using records::RrsetView;

constexpr size_t kOwnerSize = 2;    // of a record in the table: a pointer
constexpr size_t kSoaNumbers = 20;  // octets at the end of an SOA, the serial first
constexpr size_t kFixedSize = 10;   // type, class, TTL, data's size
constexpr size_t kSizeMax = wire::kMessageSizeMax - kTsigSizeMax - wire::kOptSize;

// RFC 1982: is `a` later than `b`, or the same?
bool IsNotBefore(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) >= 0; }

Bytes Rest(const RrsetView& rrset, size_t index) {
  const size_t begin = rrset.RecordOffset(index) + kOwnerSize;
  return rrset.records.subspan(begin, rrset.RecordOffset(index + 1) - begin);
}

void Append(Bytes octets, std::vector<uint8_t>* message) {
  message->insert(message->end(), octets.begin(), octets.end());
}

void AppendU16(uint16_t value, std::vector<uint8_t>* message) {
  const size_t at = message->size();
  message->resize(at + 2);
  StoreU16(message->data() + at, value);
}

}  // namespace

std::optional<uint32_t> SerialOf(Bytes message, const wire::Query& query) {
  wire::OctetReader reader(message);
  reader.Read(wire::kHeaderSize + query.question_size);
  if (LoadU16(message.data() + 8) != 1) return std::nullopt;  // the authority section's count
  reader.SkipName();
  const bool is_soa = reader.ReadU16() == static_cast<uint16_t>(wire::Type::kSoa);
  reader.Read(6);  // class, TTL
  wire::OctetReader data(reader.Read(reader.ReadU16()));
  data.SkipName();
  data.SkipName();
  const uint32_t serial = data.ReadU32();
  if (reader.failed() || data.failed() || !is_soa) return std::nullopt;
  return serial;
}

ZoneStream::ZoneStream(std::shared_ptr<const records::Snapshot> snapshot, Question question,
                       std::optional<uint32_t> serial, std::optional<TsigSigner> signer)
    : snapshot_(std::move(snapshot)), question_(std::move(question)), signer_(std::move(signer)) {
  parts_.push_back(SoaOf{snapshot_->soa.serial});
  if (serial && IsNotBefore(*serial, snapshot_->soa.serial)) {
    kind_ = Kind::kNothingNew;
    return;
  }
  const auto first = serial ? snapshot_->diffs.Find(*serial) : std::nullopt;
  if (first) {
    AddSteps(*first);
  } else {
    AddAll();
  }
}

void ZoneStream::AddAll() {
  kind_ = Kind::kFull;
  parts_.clear();
  parts_.push_back(SoaOf{snapshot_->soa.serial});
  parts_.push_back(Table{.walk = records::TableWalk(snapshot_->table.get())});
  parts_.push_back(SoaOf{snapshot_->soa.serial});
}

// Steps that say more than the zone itself are not worth it.
void ZoneStream::AddSteps(uint64_t first) {
  kind_ = Kind::kIncremental;
  size_t record_count = 0;
  for (uint64_t number = first; number < snapshot_->diffs.end(); ++number) {
    const records::ZoneDiff& diff = snapshot_->diffs[number];
    parts_.push_back(SoaOf{diff.from_serial});
    parts_.push_back(Records{&diff.removed, diff.removed.begin()});
    parts_.push_back(SoaOf{diff.to_serial});
    parts_.push_back(Records{&diff.added, diff.added.begin()});
    record_count += diff.removed.size() + diff.added.size() + 2;
  }
  if (record_count > snapshot_->table->record_count()) return AddAll();
  parts_.push_back(SoaOf{snapshot_->soa.serial});
}

bool ZoneStream::Next(std::vector<uint8_t>* message) {
  if (IsAtEnd()) return false;
  Begin(message);
  while (!IsAtEnd()) {
    const bool done = std::visit([&](auto& part) { return Write(part, message); }, parts_[part_]);
    if (!done) break;
    ++part_;
  }
  Finish(message);
  return true;
}

void ZoneStream::Begin(std::vector<uint8_t>* message) {
  message->clear();
  record_count_ = 0;
  last_owner_ = {};
  constexpr uint16_t kCopied = wire::kFlagOpcode | wire::kFlagRd;
  AppendU16(question_.id, message);
  AppendU16(wire::kFlagQr | wire::kFlagAa | (question_.flags & kCopied), message);
  AppendU16(1, message);
  message->resize(wire::kHeaderSize);
  Append(question_.octets, message);
}

void ZoneStream::Finish(std::vector<uint8_t>* message) {
  StoreU16(message->data() + 6, static_cast<uint16_t>(record_count_));
  if (std::exchange(is_first_, false) && question_.has_opt) {
    const uint8_t opt[wire::kOptSize] = {0, 0, 41, 0xff, 0xff};  // RFC 6891 §6.1.2
    Append(opt, message);
    StoreU16(message->data() + 10, 1);
  }
  if (signer_) signer_->Sign(static_cast<uint64_t>(std::time(nullptr)), message);
}

bool ZoneStream::Write(const SoaOf& soa, std::vector<uint8_t>* message) {
  record_.assign(snapshot_->soa_answer.begin() + kOwnerSize, snapshot_->soa_answer.end());
  StoreU32(record_.data() + record_.size() - kSoaNumbers, soa.serial);
  return WriteRecord(snapshot_->apex.wire(), record_, message);
}

bool ZoneStream::Write(Records& records, std::vector<uint8_t>* message) {
  for (; records.at != records.list->end(); ++records.at) {
    const records::RecordView view = *records.at;
    record_.resize(kFixedSize);
    StoreU16(record_.data(), static_cast<uint16_t>(view.type));
    StoreU16(record_.data() + 2, static_cast<uint16_t>(wire::Class::kIn));
    StoreU32(record_.data() + 4, snapshot_->table->ttl());
    StoreU16(record_.data() + 8, static_cast<uint16_t>(view.rdata.size()));
    Append(view.rdata, &record_);
    if (!WriteRecord(view.owner, record_, message)) return false;
  }
  return true;
}

bool ZoneStream::Write(Table& table, std::vector<uint8_t>* message) {
  while (true) {
    if (!table.node) table.node = table.walk.Next();
    if (!table.node) return true;
    if (!WriteNode(table, message)) return false;
    table.node = {};
    table.rrset = 0;
  }
}

bool ZoneStream::WriteNode(Table& table, std::vector<uint8_t>* message) {
  const Bytes owner = table.node.owner();
  for (; table.rrset < table.node.rrset_count(); ++table.rrset, table.record = 0) {
    const RrsetView rrset = table.node.rrset(table.rrset);
    for (; table.record < rrset.record_count; ++table.record) {
      if (!WriteRecord(owner, Rest(rrset, table.record), message)) return false;
    }
  }
  return true;
}

bool ZoneStream::WriteRecord(Bytes owner, Bytes rest, std::vector<uint8_t>* message) {
  const size_t at = message->size();
  if (at > kRecordOffsetMax || at + owner.size() + rest.size() > kSizeMax) return false;
  WriteOwner(owner, message);
  Append(rest, message);
  ++record_count_;
  return true;
}

void ZoneStream::WriteOwner(Bytes owner, std::vector<uint8_t>* message) {
  const size_t at = message->size();
  if (!last_owner_.empty() && SameBytes(owner, last_owner_)) {
    return AppendU16(static_cast<uint16_t>(0xc000 | last_owner_at_), message);
  }
  last_owner_ = owner;
  last_owner_at_ = at;
  Append(owner.first(owner.size() - snapshot_->apex.size()), message);
  AppendU16(wire::kPointerToQuestion, message);
}

}  // namespace signpost::transfer
