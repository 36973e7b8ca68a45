#pragma once

// Asks a responder as a client would, and reads its reply with ldns.

#include <optional>
#include <string_view>
#include <vector>

#include "dns/responder.h"
#include "support/ldns_message.h"

namespace signpost::dns {

// The octets of the reply; empty when there is none.
inline std::vector<uint8_t> RawReply(Responder* responder, const records::Snapshot& snapshot,
                                     Bytes message, Transport transport = Transport::kUdp) {
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  reply.resize(responder->Respond(snapshot, transport, message, reply));
  return reply;
}

// The reply as ldns reads it; nullopt when there is none, or none that it can read.
inline std::optional<testing::LdnsMessage> Ask(Responder* responder,
                                               const records::Snapshot& snapshot,
                                               std::string_view name, wire::Type type,
                                               Transport transport = Transport::kUdp,
                                               const testing::LdnsQueryOptions& options = {}) {
  const auto query = testing::LdnsQuery(name, type, options);
  const auto reply = RawReply(responder, snapshot, query, transport);
  return reply.empty() ? std::nullopt : testing::ParseWithLdns(reply);
}

}  // namespace signpost::dns
