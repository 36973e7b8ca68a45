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
  Way way{.id = query.id, .transport = transport, .cookie = {}, .send = std::move(send)};
  if (!query.cookie.empty()) {
    way.cookie = responder_.MakeCookie(query.cookie, {client.bytes(), Moment::Now()});
  }
  if (!options_.clients.Contains(client)) return Refuse(message, query, way);
  const auto channel =
      transport == Transport::kTcp ? forward::Channel::kTcp : forward::Channel::kUdp;
  ++waiting_count_;
  relay_.Ask(message, query, client, channel,
             [this, way = std::move(way)](const forward::Answer& answer) {
               --waiting_count_;
               Reply(answer, way);
             });
}

void Forwarder::Refuse(Bytes message, const wire::Query& query, const Way& way) {
  counters_.prohibited.Add();
  responder_.CountReply(wire::Rcode::kRefused);
  const size_t size =
      WriteForwardingRefused(message, query, way.CookieOption(), responder_options_, reply_);
  way.send({reply_.data(), size});
}

void Forwarder::Reply(const forward::Answer& answer, const Way& way) {
  const RelayedTo client{.id = way.id, .transport = way.transport, .cookie = way.CookieOption()};
  const RelayedReply reply = WriteRelayedReply(answer, client, responder_options_, reply_);
  responder_.CountReply(reply.rcode);
  if (reply.is_cut) responder_.CountTruncated();
  way.send({reply_.data(), reply.size});
}

}  // namespace signpost::dns
