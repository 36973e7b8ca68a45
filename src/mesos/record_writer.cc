#include "mesos/record_writer.h"

#include <array>
#include <cstring>

#include "wire/rdata.h"

namespace signpost::mesos {

std::optional<wire::Name> NameIn(std::string_view labels, const wire::Name& suffix) {
  wire::NameBuilder builder;
  const auto wire_name = builder.Labels(labels).Suffix(suffix.wire()).Build();
  return wire_name ? wire::Name::FromWire(*wire_name) : std::nullopt;
}

void RecordWriter::Addresses(const std::optional<wire::Name>& owner,
                             std::span<const IpAddress> addresses) {
  for (const IpAddress& address : addresses) {
    if (owner) {
      Add(owner->wire(), wire::AddressType(address), address.bytes());
    } else {
      ++refused_->unencodable;
    }
  }
}

void RecordWriter::Service(const std::optional<wire::Name>& owner, uint16_t port,
                           const std::optional<wire::Name>& target) {
  if (!owner || !target) {
    ++refused_->unencodable;
    return;
  }
  std::array<uint8_t, wire::kSrvFixedSize + wire::kNameSizeMax> rdata{};
  StoreU16(&rdata[2], options_.srv_weight);
  StoreU16(&rdata[4], port);
  std::memcpy(&rdata[wire::kSrvFixedSize], target->wire().data(), target->size());
  Add(owner->wire(), wire::Type::kSrv, {rdata.data(), wire::kSrvFixedSize + target->size()});
}

void RecordWriter::Add(Bytes owner, wire::Type type, Bytes rdata) {
  if (list_->size() >= options_.records_per_task_max) {
    ++refused_->over_task_limit;
    return;
  }
  list_->Add(owner, type, rdata);
}

}  // namespace signpost::mesos
