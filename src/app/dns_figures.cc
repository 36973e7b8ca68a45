#include "app/dns_figures.h"

namespace signpost::app {
namespace {

void AddTo(std::map<std::string, uint64_t>* sums, const dns::DnsServer& server) {
  for (const auto& [name, value] : server.Counters()) (*sums)[name] += value;
}

}  // namespace

void DnsFigures::Add(const dns::DnsServer* server) {
  const std::lock_guard lock(mutex_);
  servers_.insert(server);
}

void DnsFigures::Remove(const dns::DnsServer* server) {
  const std::lock_guard lock(mutex_);
  if (servers_.erase(server) > 0) AddTo(&gone_, *server);
}

std::map<std::string, uint64_t> DnsFigures::Counters() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, uint64_t> sums = gone_;
  for (const dns::DnsServer* server : servers_) AddTo(&sums, *server);
  return sums;
}

}  // namespace signpost::app
