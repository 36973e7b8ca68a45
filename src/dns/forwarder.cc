#include "dns/forwarder.h"

#include <utility>

#include "base/check.h"
#include "dns/relayed_reply.h"
#include "wire/query_reader.h"

namespace signpost::dns {

Forwarder::Forwarder(boost::asio::io_context* context, const ForwarderOptions& options,
                     const ResponderOptions& responder_options, Responder* responder)
    : options_(options),
      responder_options_(responder_options),
      responder_(*responder),
      reply_(wire::kMessageSizeMax),
      relay_(context, options.relay, &relay_counters_) {}

void Forwarder::Forward(Bytes message, Transport transport, const IpAddress& client, Send send) {
  wire::Query query;
  SIGNPOST_CHECK(wire::ParseQuery(message, &query) == wire::ParseResult::kOk);
  if (!options_.clients.Contains(client)) {
    counters_.prohibited.Add();
    responder_.CountReply(wire::Rcode::kRefused);
    const size_t size = WriteForwardingRefused(message, query, responder_options_, reply_);
    return send({reply_.data(), size});
  }
  const auto channel =
      transport == Transport::kTcp ? forward::Channel::kTcp : forward::Channel::kUdp;
  relay_.Ask(message, query, client, channel,
             [this, id = query.id, transport, send = std::move(send)](
                 const forward::Answer& answer) { Reply(answer, id, transport, send); });
}

void Forwarder::Reply(const forward::Answer& answer, uint16_t id, Transport transport,
                      const Send& send) {
  const RelayedReply reply = WriteRelayedReply(answer, id, transport, responder_options_, reply_);
  responder_.CountReply(reply.rcode);
  if (reply.is_cut) responder_.CountTruncated();
  send({reply_.data(), reply.size});
}

}  // namespace signpost::dns
