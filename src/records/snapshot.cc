#include "records/snapshot.h"

#include <algorithm>

#include "records/node_format.h"
#include "wire/response_writer.h"

namespace signpost::records {
namespace {

std::vector<uint8_t> SoaRecord(const wire::Soa& soa, uint32_t ttl) {
  const std::vector<uint8_t> rdata = wire::SoaRdata(soa);
  std::vector<uint8_t> record(kRecordFixedSize + rdata.size());
  StoreU16(record.data(), wire::kPointerToQuestion);
  StoreU16(record.data() + 2, static_cast<uint16_t>(wire::Type::kSoa));
  StoreU16(record.data() + 4, static_cast<uint16_t>(wire::Class::kIn));
  StoreU32(record.data() + 6, ttl);
  StoreU16(record.data() + 10, static_cast<uint16_t>(rdata.size()));
  std::ranges::copy(rdata, record.begin() + kRecordFixedSize);
  return record;
}

}  // namespace

std::shared_ptr<const Snapshot> MakeSnapshot(const wire::Name& apex, const wire::Soa& soa,
                                             uint32_t ttl, std::shared_ptr<const RecordTable> table,
                                             Inventory inventory, ChangeHistory changes,
                                             DiffHistory diffs) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->apex = apex.ToCanonical();
  snapshot->table = std::move(table);
  snapshot->soa = soa;
  snapshot->soa_answer = SoaRecord(soa, ttl);
  snapshot->soa_negative = SoaRecord(soa, std::min(ttl, soa.minimum));
  snapshot->inventory = std::move(inventory);
  snapshot->changes = std::move(changes);
  snapshot->diffs = std::move(diffs);
  snapshot->built_at = std::chrono::system_clock::now();
  return snapshot;
}

uint32_t NextSerial(uint32_t last, std::chrono::system_clock::time_point now) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const auto from_clock = static_cast<uint32_t>(seconds);
  // RFC 1982 §3.2: of two serials that are 2^31 apart, neither is higher.
  const bool clock_is_ahead = from_clock != 0 && static_cast<int32_t>(from_clock - last) > 0;
  const uint32_t serial = last == 0 || clock_is_ahead ? from_clock : last + 1;
  return serial == 0 ? 1 : serial;
}

}  // namespace signpost::records
