#include "dns/worker_counters.h"

#include <array>
#include <string_view>

namespace signpost::dns {
namespace {

// By rcode; empty: none that we send.
constexpr std::array<std::string_view, 24> kRcodeNames = {
    "noerror", "formerr", "servfail", "nxdomain", "notimp", "refused", "", "",
    "",        "notauth", "",         "",         "",       "",        "", "",
    "badvers", "",        "",         "",         "",       "",        "", "badcookie"};

void AddForwarderCounters(const Forwarder& forwarder, std::map<std::string, uint64_t>* sums) {
  const forward::RelayCounters& relay = forwarder.relay_counters();
  const auto add = [sums](const char* name, const Counter& counter) {
    (*sums)[name] += counter.value();
  };
  add("forward_prohibited", forwarder.counters().prohibited);
  add("forward_queries", relay.queries);
  add("forward_joined", relay.joined);
  add("forward_replies", relay.replies);
  add("forward_failures", relay.failures);
  add("forward_too_many", relay.too_many);
  add("forward_too_many_of_client", relay.too_many_of_client);
  add("forward_no_socket", relay.no_socket);
  add("forward_reply_octets_exceeded", relay.reply_octets_exceeded);
  add("forward_unsent", relay.unsent);
  add("forward_shared_ports", relay.udp_shared);
  add("forward_upstream_udp", relay.udp_asked);
  add("forward_upstream_tcp", relay.tcp_asked);
  add("forward_upstream_silent", relay.silent);
  add("forward_upstream_unreachable", relay.unreachable);
  add("forward_upstream_servfail", relay.servfail);
  add("forward_upstream_refused", relay.refused);
  add("forward_upstream_truncated", relay.truncated);
  add("forward_upstream_foreign", relay.foreign);
  add("forward_upstream_malformed", relay.malformed);
}

void AddTransferCounters(const TransferDesk& desk, std::map<std::string, uint64_t>* sums) {
  const TransferCounters& counters = desk.counters();
  const auto add = [sums](const char* name, const Counter& counter) {
    (*sums)[name] += counter.value();
  };
  add("transfer_full", counters.full);
  add("transfer_incremental", counters.incremental);
  add("transfer_nothing_new", counters.nothing_new);
  add("transfer_messages", counters.messages);
  add("transfer_octets", counters.octets);
  add("transfer_refused", counters.refused);
  add("transfer_too_many", counters.too_many);
  add("transfer_broken_off", counters.broken_off);
  add("tsig_bad_key", counters.bad_key);
  add("tsig_bad_signature", counters.bad_signature);
  add("tsig_bad_time", counters.bad_time);
}

}  // namespace

void AddCounters(const Worker& worker, std::map<std::string, uint64_t>* sums) {
  const ResponderCounters& responder = worker.responder_counters();
  const TcpCounters& tcp = worker.tcp_counters();
  const auto add = [sums](const std::string& name, const Counter& counter) {
    (*sums)[name] += counter.value();
  };
  add("dns_udp_queries", responder.udp_queries);
  add("dns_tcp_queries", responder.tcp_queries);
  add("dns_udp_oversized", responder.udp_oversized);
  add("dns_tcp_oversized", responder.tcp_oversized);
  add("dns_dropped", responder.dropped);
  add("dns_truncated", responder.truncated);
  add("dns_outside", responder.outside);
  for (size_t rcode = 0; rcode < kRcodeNames.size(); ++rcode) {
    if (kRcodeNames[rcode].empty()) continue;
    add("dns_replies_" + std::string(kRcodeNames[rcode]), responder.rcodes[rcode]);
  }
  add("dns_cookies_valid", responder.cookies_valid);
  add("dns_cookies_invalid", responder.cookies_invalid);
  add("dns_cookies_malformed", responder.cookies_malformed);
  add("dns_rate_limited_slipped", responder.rate_limited_slipped);
  add("dns_rate_limited_dropped", responder.rate_limited_dropped);
  add("dns_udp_unsent", worker.udp_counters().unsent);
  add("dns_udp_joined", worker.udp_counters().joined);
  add("dns_udp_parted", worker.udp_counters().parted);
  add("dns_udp_overflowed", worker.udp_counters().overflowed);
  add("dns_tcp_sessions", tcp.accepted);
  add("dns_tcp_sessions_ended", tcp.ended);
  add("dns_tcp_sessions_evicted", tcp.evicted);
  add("dns_tcp_client_sessions_evicted", tcp.client_evicted);
  add("dns_tcp_idle_closed", tcp.idle_closed);
  add("dns_tcp_stalled_closed", tcp.stalled_closed);
  add("dns_tcp_accept_failed", tcp.accept_failed);
  if (worker.desk() != nullptr) AddTransferCounters(*worker.desk(), sums);
  if (worker.forwarder() != nullptr) AddForwarderCounters(*worker.forwarder(), sums);
}

}  // namespace signpost::dns
