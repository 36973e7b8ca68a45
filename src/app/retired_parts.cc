#include "app/retired_parts.h"

#include <utility>

namespace signpost::app {

void RetiredParts::Add(std::unique_ptr<dns::DnsServer> dns, Clock::time_point now) {
  if (dns == nullptr) return;
  dns->Retire(dns::DnsServer::Sessions::kGoOn);
  dns_.push_back({std::move(dns), now + kRetireTimeMax});
}

void RetiredParts::Add(std::unique_ptr<http::HttpServer> http, Clock::time_point now) {
  if (http == nullptr) return;
  http->Retire();
  http_.push_back({std::move(http), now + kRetireTimeMax});
}

void RetiredParts::EndDone(Clock::time_point now) {
  dns_.remove_if([&](const auto& retired) {
    const auto remaining = retired.part->remaining();
    if (remaining.answers + remaining.sessions > 0 && now < retired.deadline) return false;
    cut_count_ += remaining.sessions;
    End(retired.part.get());
    return true;
  });
  http_.remove_if([&](const auto& retired) {
    const size_t sessions = retired.part->session_count();
    if (sessions > 0 && now < retired.deadline) return false;
    cut_count_ += sessions;
    retired.part->Stop();
    return true;
  });
}

void RetiredParts::EndAll() {
  for (const auto& retired : http_) retired.part->Stop();
  for (const auto& retired : dns_) End(retired.part.get());
  http_.clear();
  dns_.clear();
}

void RetiredParts::End(dns::DnsServer* dns) {
  dns->Stop();
  figures_.Remove(dns);
}

}  // namespace signpost::app
