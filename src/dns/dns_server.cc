#include "dns/dns_server.h"

#include <utility>

#include "base/check.h"
#include "dns/worker.h"
#include "dns/worker_counters.h"
#include "dns/worker_sockets.h"

namespace signpost::dns {
namespace {

std::vector<IpAddress> AddressesOf(const std::vector<Endpoint>& endpoints) {
  std::vector<IpAddress> addresses;
  addresses.reserve(endpoints.size());
  for (const Endpoint& endpoint : endpoints) addresses.push_back(endpoint.address);
  return addresses;
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
    std::vector<Endpoint> endpoints = options_.listen;
    auto sockets = OpenWorkerSockets(&endpoints, options_.handed, workers_.size());
    if (!sockets.ok()) return sockets.status();
    for (WorkerSockets& own : *sockets) workers_[own.worker]->Add(std::move(own.sockets));
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

  void Retire(Sessions sessions) {
    if (notifier_ != nullptr) notifier_->Stop();
    for (const auto& worker : workers_) worker->Retire(sessions);
  }

  Remaining remaining() const {
    Remaining sum;
    for (const auto& worker : workers_) {
      sum.answers += worker->remaining().answers;
      sum.sessions += worker->remaining().sessions;
    }
    return sum;
  }

  std::vector<HandedSocket> sockets() const {
    std::vector<HandedSocket> all;
    for (const auto& worker : workers_) {
      all.insert(all.end(), worker->sockets().begin(), worker->sockets().end());
    }
    return all;
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

void DnsServer::Retire(Sessions sessions) { implementation_->Retire(sessions); }

DnsServer::Remaining DnsServer::remaining() const { return implementation_->remaining(); }

std::vector<HandedSocket> DnsServer::sockets() const { return implementation_->sockets(); }

void DnsServer::Stop() { implementation_->Stop(); }

std::vector<Endpoint> DnsServer::endpoints() const { return implementation_->endpoints(); }

void DnsServer::SetCookieSecrets(const CookieSecrets& secrets) {
  implementation_->SetCookieSecrets(secrets);
}

std::vector<uint64_t> DnsServer::Turns() const { return implementation_->Turns(); }

std::map<std::string, uint64_t> DnsServer::Counters() const { return implementation_->Counters(); }

}  // namespace signpost::dns
