#pragma once

// Adds records to a list by the names' text, counting what cannot be encoded. Private to this room.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/endpoint.h"
#include "mesos/record_generator.h"
#include "records/record_list.h"
#include "wire/name.h"

namespace signpost::mesos {

// "a.b" + suffix as a canonical name; nullopt when a label or the whole does not fit.
std::optional<wire::Name> NameIn(std::string_view labels, const wire::Name& suffix);

class RecordWriter {
 public:
  // `options`, `list` and `refused` must outlive the writer.
  RecordWriter(const NamingOptions& options, records::RecordList* list, RefusedRecords* refused)
      : options_(options), list_(list), refused_(refused) {}

  // An A or AAAA record for each address. A null owner is counted as unencodable.
  void Addresses(const std::optional<wire::Name>& owner, std::span<const IpAddress> addresses);

  // RFC 2782, with priority 0 and the configured weight.
  void Service(const std::optional<wire::Name>& owner, uint16_t port,
               const std::optional<wire::Name>& target);

 private:
  void Add(Bytes owner, wire::Type type, Bytes rdata);

  const NamingOptions& options_;
  records::RecordList* const list_;
  RefusedRecords* const refused_;
};

}  // namespace signpost::mesos
