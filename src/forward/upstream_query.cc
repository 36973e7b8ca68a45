#include "forward/upstream_query.h"

#include "wire/octet_reader.h"

namespace signpost::forward {
namespace {

bool IsHopByHop(uint16_t code) {
  const auto option = static_cast<wire::OptionCode>(code);
  return option == wire::OptionCode::kCookie || option == wire::OptionCode::kTcpKeepalive;
}

void Append(Bytes octets, std::vector<uint8_t>* to) {
  to->insert(to->end(), octets.begin(), octets.end());
}

// {code: 2, size: 2, data}... (RFC 6891 §6.1.2), each option that may pass.
void AppendPassing(Bytes options, std::vector<uint8_t>* to) {
  wire::OctetReader reader(options);
  while (reader.remaining() > 0) {
    const size_t start = reader.offset();
    const uint16_t code = reader.ReadU16();
    reader.Read(reader.ReadU16());
    if (!IsHopByHop(code)) Append(options.subspan(start, reader.offset() - start), to);
  }
}

}  // namespace

std::vector<uint8_t> UpstreamQuery(Bytes message, const wire::Query& query) {
  std::vector<uint8_t> upstream_query;
  upstream_query.reserve(message.size());
  if (query.options.empty()) {
    Append(message, &upstream_query);
  } else {
    const auto options_at = static_cast<size_t>(query.options.data() - message.data());
    Append(message.first(options_at), &upstream_query);
    AppendPassing(query.options, &upstream_query);
    StoreU16(&upstream_query[options_at - 2],
             static_cast<uint16_t>(upstream_query.size() - options_at));
    Append(message.subspan(options_at + query.options.size()), &upstream_query);
  }
  StoreU16(upstream_query.data(), 0);
  return upstream_query;
}

}  // namespace signpost::forward
