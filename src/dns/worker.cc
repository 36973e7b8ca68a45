#include "dns/worker.h"

#include <algorithm>

#include "dns/limits.h"

namespace signpost::dns {
namespace {

constexpr std::chrono::seconds kTickInterval{1};

// Workers share nothing: each has its part of what the options say for all.
TcpLimits TcpLimitsOf(const DnsServerOptions& options) {
  const size_t of_client = options.tcp_client_session_count_max;
  return {.session_count_max =
              std::max<size_t>(options.tcp_session_count_max / options.worker_count, 1),
          .client_session_count_max = std::max<size_t>(
              of_client / options.worker_count, std::min(of_client, kMinTcpSessionsPerClient)),
          .timeouts = {.idle = options.tcp_idle_timeout, .write = options.tcp_write_timeout},
          .idle_min = std::min(options.tcp_idle_timeout_min, options.tcp_idle_timeout)};
}

}  // namespace

Worker::Worker(const DnsServerOptions& options, const records::SnapshotPublisher* publisher,
               RateLimiter* limiter, const SharedCookieSecrets* cookie_secrets)
    : cookie_secrets_(*cookie_secrets),
      responder_(options.responder, limiter),
      reader_(publisher),
      batch_(std::max<size_t>(options.responder.udp_size_max, wire::kPlainUdpSizeMax)),
      tcp_reply_(wire::kMessageSizeMax),
      tcp_(
          &context_, TcpLimitsOf(options),
          [this](Bytes query, bool oversized) { return RespondOverTcp(query, oversized); },
          &tcp_counters_),
      tick_(context_) {}

void Worker::Add(SocketPair sockets) {
  udp_.emplace_back(std::move(sockets.udp), &context_, &reader_, &responder_, &batch_,
                    &udp_counters_)
      .Start();
  tcp_.Listen(std::move(sockets.tcp));
}

void Worker::Start() {
  Tick();
  thread_ = std::thread([this] { context_.run(); });
}

void Worker::Stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
  udp_.clear();
  tcp_.Close();
}

// What no query brings about.
void Worker::Tick() {
  for (UdpService& service : udp_) service.CountOverflow();
  responder_.SetCookieSecrets(cookie_secrets_.Get());
  reader_.Get();  // lets a retired snapshot go though nobody asks
  tick_.expires_after(kTickInterval);
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Tick();
  });
}

Bytes Worker::RespondOverTcp(Bytes query, bool oversized) {
  const size_t size = oversized
                          ? responder_.RespondToOversized(Transport::kTcp, query, tcp_reply_)
                          : responder_.Respond(reader_.Get(), Transport::kTcp, query, tcp_reply_);
  return {tcp_reply_.data(), size};
}

}  // namespace signpost::dns
