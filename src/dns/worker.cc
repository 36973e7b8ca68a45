#include "dns/worker.h"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "base/thread_name.h"
#include "dns/limits.h"

namespace signpost::dns {
namespace {

constexpr std::chrono::seconds kTickInterval{1};

// How often a retired worker looks whether it has done what was left.
constexpr std::chrono::milliseconds kRetiredPause{20};

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

ResponderOptions ResponderOptionsOf(const DnsServerOptions& options) {
  ResponderOptions responder = options.responder;
  responder.forwards = options.forwarder.relay.upstreams != nullptr;
  responder.transfers = !options.transfer.access.IsNobody();
  return responder;
}

// A worker's part of what the options say for all.
ForwarderOptions ForwarderOptionsOf(const DnsServerOptions& options) {
  ForwarderOptions forwarder = options.forwarder;
  forward::RelayOptions& relay = forwarder.relay;
  const size_t of_client = relay.forward_count_max_per_client;
  const auto part_of = [&](size_t all) { return std::max<size_t>(all / options.worker_count, 1); };
  relay.forward_count_max = part_of(relay.forward_count_max);
  relay.socket_count_max = part_of(relay.socket_count_max);
  relay.forward_count_max_per_client =
      std::max(part_of(of_client), std::min(of_client, forward::kMinForwardsPerClient));
  return forwarder;
}

}  // namespace

Worker::Worker(const DnsServerOptions& options, const records::SnapshotPublisher* publisher,
               RateLimiter* limiter, const SharedCookieSecrets* cookie_secrets,
               TransferCount* running)
    : cookie_secrets_(*cookie_secrets),
      responder_(ResponderOptionsOf(options), limiter),
      reader_(publisher),
      batch_(std::max<size_t>(options.responder.udp_size_max, wire::kPlainUdpSizeMax)),
      tcp_reply_(wire::kMessageSizeMax),
      tcp_(
          &context_, TcpLimitsOf(options),
          [this](Bytes query, bool oversized, TcpSession* session) {
            return RespondOverTcp(query, oversized, session);
          },
          &tcp_counters_),
      tick_(context_),
      retired_(context_) {
  if (!options.transfer.access.IsNobody()) {
    desk_.emplace(options.transfer, publisher, &responder_, running);
  }
  if (options.forwarder.relay.upstreams == nullptr) return;
  forwarder_.emplace(&context_, ForwarderOptionsOf(options), options.responder, &responder_);
}

void Worker::Add(SocketPair sockets) {
  const auto note = [this](SocketKind kind, int number) {
    sockets_.push_back({.kind = kind,
                        .endpoint = BoundEndpoint(number),
                        .descriptor = number,
                        .name = {},
                        .is_own = true});
  };
  if (sockets.udp.number() >= 0) {
    note(SocketKind::kUdp, sockets.udp.number());
    udp_.emplace_back(std::move(sockets.udp), &context_, &reader_, &responder_,
                      forwarder_ ? &*forwarder_ : nullptr, desk_ ? &*desk_ : nullptr, &batch_,
                      &udp_counters_)
        .Start();
  }
  if (sockets.tcp.number() < 0) return;
  note(SocketKind::kTcp, sockets.tcp.number());
  tcp_.Listen(std::move(sockets.tcp));
}

void Worker::Start(size_t number) {
  Tick();
  thread_ = std::thread([this, number] {
    NameThread("worker-" + std::to_string(number));
    context_.run();
  });
}

void Worker::Retire(DnsServer::Sessions sessions) {
  answers_ = 1;  // until it has looked
  boost::asio::post(context_, [this, sessions] {
    tcp_.Retire();
    for (UdpService& service : udp_) service.Retire(sessions == DnsServer::Sessions::kGoOn);
    FinishRetired(sessions);
  });
}

void Worker::FinishRetired(DnsServer::Sessions sessions) {
  if (sessions == DnsServer::Sessions::kEndIdle) tcp_.CloseIdle();
  answers_ = tcp_.BusyCount() + (forwarder_ ? forwarder_->waiting_count() : 0);
  sessions_ = tcp_.count();
  retired_.expires_after(kRetiredPause);
  retired_.async_wait([this, sessions](const boost::system::error_code& error) {
    if (!error) FinishRetired(sessions);
  });
}

void Worker::Stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
  sockets_.clear();
  udp_.clear();
  tcp_.Close();
}

// What no query brings about.
void Worker::Tick() {
  turns_.Add();
  for (UdpService& service : udp_) service.CountOverflow();
  responder_.SetCookieSecrets(cookie_secrets_.Get());
  reader_.Get();  // lets a retired snapshot go though nobody asks
  tick_.expires_after(kTickInterval);
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Tick();
  });
}

Bytes Worker::RespondOverTcp(Bytes query, bool oversized, TcpSession* session) {
  const Asker asker{session->client().bytes(), Moment::Now()};
  const size_t size =
      oversized ? responder_.RespondToOversized(Transport::kTcp, query, tcp_reply_, asker)
                : responder_.Respond(reader_.Get(), Transport::kTcp, query, tcp_reply_, asker);
  if (size == Responder::kForward) {
    forwarder_->Forward(query, Transport::kTcp, session->client(), session->ReplyLater());
    return {};
  }
  if (size == Responder::kTransfer) {
    auto answer = desk_->Reply(reader_.Get(), Transport::kTcp, query, asker, wire::kMessageSizeMax);
    if (answer.rest) session->ReplyWith(std::move(answer.rest));
    return answer.reply;
  }
  return {tcp_reply_.data(), size};
}

}  // namespace signpost::dns
