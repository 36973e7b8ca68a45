#include "dns/dns_server.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "dns/worker.h"

namespace signpost::dns {
namespace {

// By rcode; empty: none that we send.
constexpr std::array<std::string_view, 24> kRcodeNames = {
    "noerror", "formerr", "servfail", "nxdomain", "notimp", "refused", "", "",
    "",        "notauth", "",         "",         "",       "",        "", "",
    "badvers", "",        "",         "",         "",       "",        "", "badcookie"};

std::vector<IpAddress> AddressesOf(const std::vector<Endpoint>& endpoints) {
  std::vector<IpAddress> addresses;
  addresses.reserve(endpoints.size());
  for (const Endpoint& endpoint : endpoints) addresses.push_back(endpoint.address);
  return addresses;
}

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

}  // namespace

class DnsServer::Implementation {
 public:
  Implementation(const DnsServerOptions& options, const records::SnapshotPublisher* publisher)
      : options_(options), cookie_secrets_(options.cookie_secrets) {
    SIGNPOST_CHECK(options.worker_count > 0);
    if (options.rate_limit) limiter_ = std::make_unique<RateLimiter>(*options.rate_limit);
    for (size_t i = 0; i < options.worker_count; ++i) {
      workers_.push_back(std::make_unique<Worker>(options, publisher, limiter_.get(),
                                                  &cookie_secrets_, &running_transfers_));
    }
    if (options.transfer.secondaries.empty()) return;
    const transfer::NotifierOptions notifier{.secondaries = options.transfer.secondaries,
                                             .keys = options.transfer.keys,
                                             .sources = AddressesOf(options.listen)};
    notifier_ = std::make_unique<transfer::Notifier>(notifier, publisher);
  }

  absl::Status Bind() {
    SIGNPOST_CHECK(endpoints_.empty());
    std::vector<WorkerSockets> sockets;
    std::vector<Endpoint> endpoints;
    for (Endpoint endpoint : options_.listen) {
      if (absl::Status status = Open(&endpoint, &sockets); !status.ok()) return status;
      endpoints.push_back(endpoint);
    }
    for (WorkerSockets& own : sockets) workers_[own.worker]->Add(std::move(own.sockets));
    endpoints_ = std::move(endpoints);
    return absl::OkStatus();
  }

  absl::Status Start() {
    if (endpoints_.empty()) {
      if (absl::Status status = Bind(); !status.ok()) return status;
    }
    for (size_t number = 0; number < workers_.size(); ++number) workers_[number]->Start(number);
    if (notifier_ != nullptr) notifier_->Start();
    return absl::OkStatus();
  }

  void Stop() {
    if (notifier_ != nullptr) notifier_->Stop();
    for (const auto& worker : workers_) worker->Stop();
  }

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

  void SetCookieSecrets(const CookieSecrets& secrets) { cookie_secrets_.Set(secrets); }

  std::vector<uint64_t> Turns() const {
    std::vector<uint64_t> turns;
    for (const auto& worker : workers_) turns.push_back(worker->turns());
    return turns;
  }

  std::map<std::string, uint64_t> Counters() const {
    std::map<std::string, uint64_t> sums;
    for (const auto& worker : workers_) AddCounters(*worker, &sums);
    if (notifier_ != nullptr) sums.merge(notifier_->Counters());
    sums["dns_rate_limit_evicted"] = limiter_ == nullptr ? 0 : limiter_->evicted().value();
    return sums;
  }

 private:
  struct WorkerSockets {
    size_t worker;  // index
    SocketPair sockets;
  };

  // Takes what was handed over; of a kind of which nothing was, every worker gets a socket of its
  // own on the same address and port. Port 0 becomes the port that the system chose.
  absl::Status Open(Endpoint* endpoint, std::vector<WorkerSockets>* sockets) const {
    const auto udp = DescriptorsOf(options_.handed, SocketKind::kUdp, *endpoint);
    const auto tcp = DescriptorsOf(options_.handed, SocketKind::kTcp, *endpoint);
    if (absl::Status status = Take(udp, SocketKind::kUdp, sockets); !status.ok()) return status;
    if (absl::Status status = Take(tcp, SocketKind::kTcp, sockets); !status.ok()) return status;
    const SocketKinds missing{.udp = udp.empty(), .tcp = tcp.empty()};
    return missing.udp || missing.tcp ? OpenOwn(missing, endpoint, sockets) : absl::OkStatus();
  }

  absl::Status Take(const std::vector<int>& descriptors, SocketKind kind,
                    std::vector<WorkerSockets>* sockets) const {
    const bool is_shared = kind == SocketKind::kTcp && !descriptors.empty();
    const size_t count =
        is_shared ? std::max(descriptors.size(), workers_.size()) : descriptors.size();
    for (size_t i = 0; i < count; ++i) {
      auto socket = Adopt(descriptors[i % descriptors.size()], kind);
      if (!socket.ok()) return socket.status();
      SocketPair pair;
      (kind == SocketKind::kUdp ? pair.udp : pair.tcp) = *std::move(socket);
      sockets->push_back({i % workers_.size(), std::move(pair)});
    }
    return absl::OkStatus();
  }

  absl::Status OpenOwn(SocketKinds kinds, Endpoint* endpoint,
                       std::vector<WorkerSockets>* sockets) const {
    if (absl::Status status = CheckFree(*endpoint, kinds); !status.ok()) return status;
    for (size_t i = 0; i < workers_.size(); ++i) {
      auto pair = OpenSockets(*endpoint, kinds);
      if (!pair.ok()) return pair.status();
      *endpoint = BoundEndpoint((kinds.udp ? pair->udp : pair->tcp).number());
      sockets->push_back({i, *std::move(pair)});
    }
    return absl::OkStatus();
  }

  const DnsServerOptions options_;
  std::vector<Endpoint> endpoints_;
  SharedCookieSecrets cookie_secrets_;
  std::unique_ptr<RateLimiter> limiter_;  // null: none
  TransferCount running_transfers_{0};
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<transfer::Notifier> notifier_;  // null: nobody is to be told
};

DnsServer::DnsServer(const DnsServerOptions& options, const records::SnapshotPublisher* publisher)
    : implementation_(std::make_unique<Implementation>(options, publisher)) {}

DnsServer::~DnsServer() { Stop(); }

absl::Status DnsServer::Bind() { return implementation_->Bind(); }

absl::Status DnsServer::Start() { return implementation_->Start(); }

void DnsServer::Stop() { implementation_->Stop(); }

std::vector<Endpoint> DnsServer::endpoints() const { return implementation_->endpoints(); }

void DnsServer::SetCookieSecrets(const CookieSecrets& secrets) {
  implementation_->SetCookieSecrets(secrets);
}

std::vector<uint64_t> DnsServer::Turns() const { return implementation_->Turns(); }

std::map<std::string, uint64_t> DnsServer::Counters() const { return implementation_->Counters(); }

}  // namespace signpost::dns
